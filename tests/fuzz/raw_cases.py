"""The requests of F16: each breaks a rule of HTTP, or asks for what nobody should."""

from tests.fuzz.raw_http import Case


def _request(line: bytes, *headers: bytes, body: bytes = b"", host: bool = True) -> bytes:
    return b"\r\n".join([line, *([b"Host: 127.0.0.1"] if host else []), *headers, b"", body])


def _post(*headers: bytes, body: bytes = b"") -> bytes:
    return _request(b"POST /form/name HTTP/1.1", _FORM, *headers, body=body)


def _chunked(body: bytes) -> bytes:
    return _post(_CHUNKED, body=body)


_FORM = b"Content-Type: application/x-www-form-urlencoded"
_CHUNKED = b"Transfer-Encoding: chunked"
_CLOSE = b"Connection: close"
# What a second server on the way would take for a request of its own.
_HIDDEN = b"GET /help HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
_LONG = b"x" * 70_000
_KIND = b"This was sent in a way we cannot read"
# The token is missing, so the form is not taken, and comes up again.
_UNTOKENED = (400,)

CASES: tuple[Case, ...] = (
    # where the body ends
    Case(name="a length and chunks", sent=_post(b"Content-Length: 5", _CHUNKED, body=b"0\r\n\r\n" + _HIDDEN)),
    Case(name="chunks and a length", sent=_post(_CHUNKED, b"Content-Length: 5", body=b"0\r\n\r\n" + _HIDDEN)),
    Case(name="two lengths", sent=_post(b"Content-Length: 5", b"Content-Length: 6", body=b"a=123" + _HIDDEN)),
    Case(name="the same length twice", sent=_post(b"Content-Length: 5", b"Content-Length: 5", body=b"a=123" + _HIDDEN)),
    Case(name="two lengths in one", sent=_post(b"Content-Length: 5, 5", body=b"a=123" + _HIDDEN)),
    Case(name="a length with a sign", sent=_post(b"Content-Length: +4", body=b"a=12" + _HIDDEN)),
    Case(name="a length below zero", sent=_post(b"Content-Length: -1", body=_HIDDEN)),
    Case(name="a length with an underscore", sent=_post(b"Content-Length: 0_4", body=b"a=12" + _HIDDEN)),
    Case(name="a length in hexadecimal", sent=_post(b"Content-Length: 0x4", body=b"a=12" + _HIDDEN)),
    Case(name="a length that is empty", sent=_post(b"Content-Length: ", body=_HIDDEN)),
    Case(name="a length in other digits", sent=_post("Content-Length: \u0664".encode(), body=b"a=12" + _HIDDEN)),
    Case(
        name="a length of twenty digits",
        sent=_post(b"Content-Length: 99999999999999999999", body=_HIDDEN),
        statuses=(400, 413, None),
        ends=False,
    ),
    Case(name="chunked twice", sent=_post(_CHUNKED, _CHUNKED, body=b"0\r\n\r\n" + _HIDDEN)),
    # RFC 9112 §6.1 asks for 501 where a coding is not known.
    Case(
        name="an unknown coding",
        sent=_post(b"Transfer-Encoding: xchunked", body=b"0\r\n\r\n" + _HIDDEN),
        statuses=(400, 501, None),
    ),
    Case(
        name="chunked, then another coding",
        sent=_post(b"Transfer-Encoding: chunked, identity", body=b"0\r\n\r\n" + _HIDDEN),
    ),
    Case(
        name="a coding with a tab before it", sent=_post(b"Transfer-Encoding:\x0bchunked", body=b"0\r\n\r\n" + _HIDDEN)
    ),
    Case(
        name="chunks in HTTP/1.0",
        sent=_request(b"POST /form/name HTTP/1.0", _FORM, _CHUNKED, body=b"0\r\n\r\n" + _HIDDEN),
    ),
    Case(name="a chunk's size with 0x", sent=_chunked(b"0x4\r\na=12\r\n0\r\n\r\n" + _HIDDEN), shows=_KIND),
    Case(name="a chunk's size with a sign", sent=_chunked(b"+4\r\na=12\r\n0\r\n\r\n" + _HIDDEN), shows=_KIND),
    Case(name="a chunk's size with an underscore", sent=_chunked(b"0_4\r\na=12\r\n0\r\n\r\n" + _HIDDEN), shows=_KIND),
    Case(name="a chunk's size that is none", sent=_chunked(b"zz\r\na=12\r\n0\r\n\r\n" + _HIDDEN), shows=_KIND),
    Case(name="a chunk's size that is empty", sent=_chunked(b"\r\na=12\r\n0\r\n\r\n" + _HIDDEN), shows=_KIND),
    Case(name="a chunk's size without an end", sent=_chunked(b"1" * 20_000), shows=_KIND),
    Case(
        name="a chunk's size beyond all memory",
        sent=_chunked(b"FFFFFFFFFFFFFFFFF\r\na=12"),
        statuses=(400, 413, None),
        ends=False,
    ),
    Case(name="a chunk longer than it says", sent=_chunked(b"2\r\na=12\r\n0\r\n\r\n" + _HIDDEN), shows=_KIND),
    Case(name="chunks that end by LF", sent=_chunked(b"4\na=12\n0\n\n" + _HIDDEN), shows=_KIND),
    Case(
        name="an odd mark behind a chunk's size", sent=_chunked(b"4;\x01\r\na=12\r\n0\r\n\r\n" + _HIDDEN), shows=_KIND
    ),
    Case(name="a CR behind a chunk's size", sent=_chunked(b"4;a\rb\r\na=12\r\n0\r\n\r\n" + _HIDDEN), shows=_KIND),
    Case(
        name="a trailer that names another length",
        sent=_chunked(b"4\r\na=12\r\n0\r\nContent-Length: 50\r\n\r\n" + _HIDDEN),
        shows=_KIND,
    ),
    Case(
        name="a trailer without an end",
        sent=_chunked(b"4\r\na=12\r\n0\r\nx: y\n\n" + _HIDDEN),
        statuses=(400, 431, None),
        shows=_KIND,
    ),
    Case(
        name="a trailer",
        sent=_post(_CHUNKED, _CLOSE, body=b"4\r\na=12\r\n0\r\nx: y\r\n\r\n"),
        statuses=_UNTOKENED,
    ),
    Case(name="a body that breaks off", sent=_post(b"Content-Length: 500", body=b"a=12"), ends=False),
    Case(name="a chunk that breaks off", sent=_chunked(b"50\r\na=12"), ends=False),
    Case(name="chunks without a last one", sent=_chunked(b"4\r\na=12\r\n"), ends=False),
    Case(
        name="a body behind a GET",
        sent=_request(b"GET /form/name HTTP/1.1", b"Content-Length: 4", _CLOSE, body=b"a=12"),
        statuses=(200,),
    ),
    Case(
        name="more than a length says",
        sent=_post(b"Content-Length: 4", _CLOSE, body=b"a=12" + _HIDDEN),
        statuses=_UNTOKENED,
    ),
    # headers
    Case(name="a head that ends by LF", sent=b"GET /help HTTP/1.1\nHost: 127.0.0.1\n\n", ends=False),
    Case(name="a line that ends by LF", sent=_request(b"GET /help HTTP/1.1", b"X-A: b\nX-C: d")),
    Case(name="a CR within a header", sent=_request(b"GET /help HTTP/1.1", b"X-A: b\rX-C: d")),
    Case(name="a header that is folded", sent=_request(b"GET /help HTTP/1.1", b"X-A: b\r\n c")),
    Case(name="a length that is folded", sent=_post(b"Content-Length: \r\n 4", body=b"a=12" + _HIDDEN)),
    Case(name="a NUL within a header", sent=_request(b"GET /help HTTP/1.1", b"X-A: b\0c")),
    Case(name="a NUL within a header's name", sent=_request(b"GET /help HTTP/1.1", b"X\0A: b")),
    Case(name="a header without a colon", sent=_request(b"GET /help HTTP/1.1", b"X-A")),
    Case(name="a header without a name", sent=_request(b"GET /help HTTP/1.1", b": b")),
    Case(name="a space before the colon", sent=_post(b"Content-Length : 4", body=b"a=12" + _HIDDEN)),
    Case(name="a space before the first header", sent=b"GET /help HTTP/1.1\r\n Host: 127.0.0.1\r\n\r\n"),
    Case(
        name="an underscore for a hyphen",
        sent=_request(b"POST /form/name HTTP/1.1", _FORM, b"Content_Length: 4", _CLOSE, body=b""),
        statuses=(400,),
    ),
    Case(
        name="a header too long",
        sent=_request(b"GET /help HTTP/1.1", b"X-A: " + _LONG),
        statuses=(400, 431, None),
    ),
    Case(
        name="too many headers",
        sent=_request(b"GET /help HTTP/1.1", *(b"X-%d: y" % number for number in range(2000))),
        statuses=(400, 431, None),
    ),
    Case(
        name="an expectation that nobody knows",
        sent=_post(b"Expect: 200-nothing", b"Content-Length: 4", body=b"a=12"),
        statuses=(417,),
    ),
    Case(
        name="a cookie of no sense",
        sent=_request(b"GET /help HTTP/1.1", b"Cookie: __Host-intake=\xff\xfe; =;;=", _CLOSE),
        statuses=(200,),
    ),
    # whom it is for
    Case(name="no host", sent=_request(b"GET /help HTTP/1.1", _CLOSE, host=False), statuses=(200, 400)),
    Case(name="two hosts", sent=_request(b"GET /help HTTP/1.1", b"Host: evil.example")),
    Case(
        name="a host of no sense",
        sent=_request(b"GET /help HTTP/1.1", b"Host: a b/c@d", _CLOSE, host=False),
        statuses=(200, 400),
    ),
    # the first line
    Case(name="a line too long", sent=_request(b"GET /" + _LONG + b" HTTP/1.1"), statuses=(400, 414, None)),
    Case(name="a line without an end", sent=b"GET /" + _LONG, statuses=(400, 414, None)),
    Case(
        name="an address with its scheme",
        sent=_request(b"GET http://evil.example/help HTTP/1.1", _CLOSE),
        statuses=(200, 400, 404),
    ),
    Case(name="TRACE", sent=_request(b"TRACE /help HTTP/1.1", _CLOSE), statuses=(400, 405)),
    Case(name="CONNECT", sent=_request(b"CONNECT evil.example:443 HTTP/1.1", _CLOSE), statuses=(400, 404, 405)),
    Case(name="a method that nobody knows", sent=_request(b"BREW /help HTTP/1.1", _CLOSE), statuses=(400, 405)),
    Case(name="a method in small letters", sent=_request(b"get /help HTTP/1.1", _CLOSE)),
    Case(name="a star for an address", sent=_request(b"GET * HTTP/1.1", _CLOSE)),
    Case(name="an address without a slash", sent=_request(b"GET help HTTP/1.1", _CLOSE)),
    Case(name="HTTP/0.9", sent=b"GET /help\r\n\r\n"),
    Case(name="HTTP/1.2", sent=_request(b"GET /help HTTP/1.2", _CLOSE), statuses=(200, 400)),
    Case(name="HTTP/9.9", sent=_request(b"GET /help HTTP/9.9", _CLOSE)),
    Case(name="HTTP/2", sent=b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0"),
    Case(name="TLS", sent=b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03" + bytes(160), ends=False),
    Case(name="an empty first line", sent=b"\r\n\r\n\r\n" + _HIDDEN, ends=False),
    Case(name="two spaces", sent=_request(b"GET  /help HTTP/1.1", _CLOSE)),
    Case(name="nothing", sent=b"", statuses=(None,), ends=False),
    Case(name="half a line", sent=b"GET /he", statuses=(400, None), ends=False),
    # the address
    Case(
        name="a line's end within the address",
        sent=_request(b"GET /help%0d%0aSet-Cookie:%20a=b HTTP/1.1", _CLOSE),
        statuses=(404,),
    ),
    Case(
        name="a line's end within a query",
        sent=_request(b"GET /return?to=/%0d%0aSet-Cookie:%20a=b HTTP/1.1", _CLOSE),
        statuses=(200,),
    ),
    Case(name="a bare line's end within the address", sent=_request(b"GET /he\nlp HTTP/1.1", _CLOSE)),
    Case(name="a NUL within the address", sent=_request(b"GET /form/%00 HTTP/1.1", _CLOSE), statuses=(400, 404)),
    Case(name="a bare NUL within the address", sent=_request(b"GET /form/\0 HTTP/1.1", _CLOSE)),
    Case(name="no UTF-8 in the address", sent=_request(b"GET /form/%ff%fe HTTP/1.1", _CLOSE), statuses=(400, 404)),
    Case(name="bare bytes in the address", sent=_request(b"GET /form/\xff\xfe HTTP/1.1", _CLOSE)),
    Case(
        name="half of a pair in the address",
        sent=_request(b"GET /form/%ed%a0%80 HTTP/1.1", _CLOSE),
        statuses=(400, 404),
    ),
    Case(name="two slashes", sent=_request(b"GET //evil.example HTTP/1.1", _CLOSE), statuses=(308, 400, 404)),
    Case(
        name="two slashes before a page",
        sent=_request(b"GET //evil.example//help HTTP/1.1", _CLOSE),
        statuses=(308, 400, 404),
    ),
    Case(name="steps up", sent=_request(b"GET /static/../../../etc/passwd HTTP/1.1", _CLOSE), statuses=(404,)),
    Case(name="hidden steps up", sent=_request(b"GET /static/%2e%2e%2f%2e%2e%2fx HTTP/1.1", _CLOSE), statuses=(404,)),
    Case(name="a percent sign alone", sent=_request(b"GET /form/%zz% HTTP/1.1", _CLOSE), statuses=(400, 404)),
)
