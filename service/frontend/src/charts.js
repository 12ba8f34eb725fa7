// The marks that the charts of the workbench use, and no others.
export { axisX, axisY, barX, cell, dot, gridX, gridY, lineY, plot, ruleX, ruleY, text } from "@observablehq/plot";
