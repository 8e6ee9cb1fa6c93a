"""What the tests stand on: their own servers, a browser, a mail server, a worker."""
