// The editor: CodeMirror with our colours, completion and checking. Tab leaves it; Ctrl or Cmd and Enter runs.

import * as cm from "../vendor/editor.js";
import { atOnce, byEngine } from "./checking.js";
import { classesOf, source, typed } from "./completion.js";

const AT_ONCE_MS = 120;
const ENGINE_MS = 350;

const { styleTags, tags } = cm;
const language = cm.SparqlLanguage.configure({
  props: [
    styleTags({
      "Pname_ln Pname_ns": tags.namespace,
      A_predicate: tags.keyword,
      "Langtag ^^": tags.annotation,
      "NotExistsFunc/NOT NotExistsFunc/EXISTS": tags.keyword,
      "Integer Decimal Double": tags.number,
    }),
  ],
});

// Each at least 5.5:1 on white and on the tint of the line at hand.
const colours = cm.HighlightStyle.define([
  { tag: tags.keyword, color: "#7a1f5c", fontWeight: "600" },
  { tag: tags.variableName, color: "#0b4f8f" },
  { tag: tags.namespace, color: "#0a5a3c" },
  { tag: tags.url, color: "#7a3e00" },
  { tag: tags.string, color: "#8a3200" },
  { tag: tags.annotation, color: "#5b4a8a" },
  { tag: tags.number, color: "#6a3d9a" },
  { tag: tags.bool, color: "#6a3d9a" },
  { tag: tags.comment, color: "#55626c", fontStyle: "italic" },
]);

/** Put an editor in the place of a text area, which goes on holding the text for the form. */
export class Editor {
  constructor(area, { onrun, onproblems, onchange, base }) {
    Object.assign(this, { area, base, onproblems, onchange, vocabulary: null });
    this.completing = new cm.Compartment();
    const keys = [{ key: "Mod-Enter", run: () => (onrun(), true) }];
    this.view = new cm.EditorView({
      doc: area.value,
      extensions: [
        cm.Prec.highest(cm.keymap.of(keys)),
        cm.lineNumbers(),
        cm.highlightSpecialChars(),
        cm.history(),
        cm.drawSelection(),
        cm.indentOnInput(),
        cm.indentUnit.of("  "),
        cm.bracketMatching(),
        cm.closeBrackets(),
        cm.highlightActiveLine(),
        cm.highlightActiveLineGutter(),
        cm.search({ top: true }),
        cm.EditorView.lineWrapping,
        language,
        cm.syntaxHighlighting(colours),
        this.completing.of([]),
        cm.keymap.of([...cm.closeBracketsKeymap, ...cm.defaultKeymap, ...cm.searchKeymap, ...cm.historyKeymap, ...cm.completionKeymap, ...cm.lintKeymap]),
        cm.EditorView.contentAttributes.of({ "aria-label": "Query in SPARQL", "aria-describedby": "keys", spellcheck: "false", tabindex: "0" }),
        cm.EditorView.updateListener.of((update) => (update.docChanged ? this.changed(update) : update.selectionSet && this.moved())),
      ],
    });
    area.before(this.view.dom);
    area.hidden = true;
    this.check();
  }

  get text() {
    return this.view.state.doc.toString();
  }

  /** Put another text in; that can be undone. */
  set text(text) {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, selection: { anchor: 0 }, scrollIntoView: true });
  }

  /** From now on, complete from these terms and records. */
  learn(vocabulary, things) {
    Object.assign(this, { vocabulary });
    const complete = cm.autocompletion({ override: [source(vocabulary, things)], icons: false, maxRenderedOptions: 80, activateOnTypingDelay: 60 });
    this.view.dispatch({ effects: this.completing.reconfigure(complete) });
    this.check();
  }

  change(changes) {
    this.view.dispatch({ changes, scrollIntoView: true, userEvent: "input.fix" });
  }

  /** Show a place, and stand there. */
  show(from) {
    this.view.dispatch({ selection: { anchor: Math.min(from, this.view.state.doc.length) }, scrollIntoView: true });
    this.view.focus();
  }

  changed(update) {
    this.area.value = this.text;
    this.onchange?.(this.text);
    this.check();
    const spaced = update.transactions.some((each) => each.isUserEvent("input.type") && this.endsWithSpace(update));
    if (spaced) queueMicrotask(() => this.offer());
  }

  endsWithSpace(update) {
    const at = update.state.selection.main.head;
    return at > 0 && update.state.sliceDoc(at - 1, at) === " ";
  }

  /** After a space, offer what follows where that is known: classes after `a`, properties of the class at hand. */
  offer() {
    const here = this.vocabulary && typed(this.text, this.view.state.selection.main.head);
    const isClass = here?.slot === "object" && here.predicate === "a";
    const isProperty = here?.slot === "predicate" && here.subject && classesOf(this.text, here.subject, this.vocabulary).length;
    if (isClass || isProperty) cm.startCompletion(this.view);
  }

  check() {
    clearTimeout(this.first);
    clearTimeout(this.second);
    this.asking?.abort();
    this.first = setTimeout(() => this.told(this.local()), AT_ONCE_MS);
    this.second = setTimeout(() => this.ask(), ENGINE_MS);
  }

  /** What was left unsaid of a name while it was being typed can be said now. */
  moved() {
    if (!this.unsaid) return;
    clearTimeout(this.first);
    this.first = setTimeout(() => this.told(this.said), AT_ONCE_MS);
  }

  local() {
    const state = this.view.state;
    const tree = cm.ensureSyntaxTree(state, state.doc.length, 200);
    return this.vocabulary && tree ? atOnce(this.text, tree, this.vocabulary) : [];
  }

  async ask() {
    const { text } = this;
    if (!text.trim()) return;
    this.asking = new AbortController();
    const said = await byEngine(this.base, text, this.asking.signal);
    if (said && text === this.text) this.told(merged(this.local(), said));
  }

  /** Tell what the engine said when it was asked. */
  refused(problem) {
    clearTimeout(this.first);
    this.told(merged(this.local(), [problem]));
  }

  told(problems) {
    this.said = problems;
    const at = this.view.state.selection.main.head;
    const shown = problems.filter((each) => each.kind !== "unknown" || each.to !== at || !this.view.hasFocus);
    this.unsaid = shown.length < problems.length;
    const most = this.view.state.doc.length;
    const diagnostics = shown.map((each) => ({ ...each, from: Math.min(most, each.from), to: Math.min(most, each.to), actions: each.fixes.map((fix) => ({ name: fix.label, apply: () => this.change(fix.changes) })) }));
    this.view.dispatch(cm.setDiagnostics(this.view.state, diagnostics));
    this.onproblems(shown);
  }
}

/** What the engine says counts for more than a guess, and nothing is said twice of one place. */
function merged(local, said) {
  const labels = local.filter((each) => each.kind === "label");
  said = said.filter((each) => !labels.some((label) => label.from <= each.from && each.from < label.to));
  const broken = labels.length > 0 || said.some((each) => each.severity === "error");
  const told = (each) => said.some((other) => other.from < each.to && each.from < other.to && (other.fixes.length || !each.fixes.length));
  const kept = local.filter((each) => each.kind !== "grammar" && (each.kind !== "unknown" || broken) && !told(each));
  const better = new Set(kept.map(({ from }) => from));
  return [...said.filter((each) => each.fixes.length || !better.has(each.from)), ...kept].sort((one, other) => one.from - other.from);
}
