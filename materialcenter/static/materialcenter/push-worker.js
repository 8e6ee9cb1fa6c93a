/* Shows the messages that the site sends to this browser, and opens their page when tapped. */

const FALLBACK = "/notices/";

/* Of a message's page only the path counts: it opens on this site and nowhere else. */
function pageOf(url) {
  const page = new URL(url || FALLBACK, self.location.origin);
  return page.origin === self.location.origin ? page.href : new URL(FALLBACK, self.location.origin).href;
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const message = event.data ? event.data.json() : {};
  event.waitUntil(
    self.registration.showNotification(message.title || "Material Center", {
      body: message.body || "",
      data: { page: pageOf(message.url) },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const page = event.notification.data.page;
  event.waitUntil(
    self.clients.matchAll({ type: "window", includeUncontrolled: true }).then((windows) => {
      const open = windows.find((one) => one.url === page);
      return open ? open.focus() : self.clients.openWindow(page);
    }),
  );
});
