"""A spider as anybody writes it: follow every link, keep every product. Run by `scrapy runspider`."""

from collections.abc import AsyncIterator, Iterator

import scrapy
from scrapy.http import Request, Response


class GreedySpider(scrapy.Spider):
    """Follow links at full speed from an address of one's own, and note each product page really served."""

    name = "greedy"
    custom_settings = {"ROBOTSTXT_OBEY": False, "CONCURRENT_REQUESTS_PER_DOMAIN": 16, "RETRY_ENABLED": False}

    def __init__(self, url: str, address: str) -> None:
        super().__init__()
        self.url = url
        self.meta = {"bindaddress": (address, 0)}

    async def start(self) -> AsyncIterator[Request]:
        """Yield the front page."""
        yield Request(self.url, meta=self.meta)

    def parse(self, response: Response) -> Iterator[dict[str, str] | Request]:
        """Yield the product if this is one, and every link."""
        if "/p/" in response.url:
            yield {"product": response.url.partition("?")[0]}
        yield from response.follow_all(css="a[href]", callback=self.parse, meta=self.meta)
