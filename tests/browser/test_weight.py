"""What the first page costs over the wire (design §7)."""

MOST_BYTES = 30_000
MOST_REQUESTS = 4


def test_first_page_is_light(open_page):
    page = open_page()
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    received: list[float] = []
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))

    page.goto("/", wait_until="networkidle")

    assert 2 <= len(received) <= MOST_REQUESTS
    assert sum(received) <= MOST_BYTES, f"{sum(received):,.0f} bytes in {len(received)} requests"
