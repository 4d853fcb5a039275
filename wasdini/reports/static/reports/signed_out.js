/* Whoever stands at the sign-in page has left: the lists of the last person's duty area go. Sealed reports stay and wait. */
if ("caches" in self) caches.delete("lapor-lists");
if ("indexedDB" in self) indexedDB.databases?.().then((all) => {
  if (!all.some((one) => one.name === "wasdini-lapor")) return;
  const asked = indexedDB.open("wasdini-lapor");
  asked.onsuccess = () => {
    const kept = asked.result.transaction("kept", "readwrite").objectStore("kept");
    kept.delete("last-place");
    asked.result.close();
  };
});
