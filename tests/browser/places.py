"""One page of each kind: what the tests of all pages visit."""

PAGES = [
    "/",
    "/q",
    "/q/named-models",
    "/query/named-models",
    "/model",
    "/model/wigan-deal",
    "/claim/wigan-deal-better-borough",
    "/council",
    "/council/wigan",
    "/source",
    "/ontology",
    "/scheme",
    "/scheme/stance",
    "/shapes",
    "/data",
    "/changes",
    "/release",
    "/reconcile/about",
    "/answer",
    "/sparql",
]
