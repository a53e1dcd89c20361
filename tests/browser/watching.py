"""What a browser does beside showing pages: where its requests go, and what its console complains of."""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Route

EXIT = "https://www.wikipedia.org/"
# A page with a status of 4xx is what the test asked for; the console names it all the same.
EXPECTED = "Failed to load resource: the server responded with a status of 4"


@dataclass
class Watcher:
    origin: str
    left_origin: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        # The one way out is a page elsewhere; it is answered here, so that no test needs a network.
        context.route(f"{EXIT}**", _elsewhere)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", EXIT, "data:", "blob:")):
            self.left_origin.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED):
            self.complaints.append(message.text)


def _elsewhere(route: Route) -> None:
    route.fulfill(content_type="text/html", body="<!doctype html><title>Elsewhere</title><h1>Elsewhere</h1>")
