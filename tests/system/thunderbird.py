"""Thunderbird without its windows subscribes to an address; prints its entries as a line of JSON for each line read.

    thunderbird.py PROGRAM FOLDER URL       for clients_test.py; speaks Marionette, Mozilla's remote protocol"""
import json
import os
import pathlib
import socket
import subprocess
import sys
import time

START_SECONDS = 60
SETTINGS = {
    "mail.provider.enabled": False, "mail.shell.checkDefaultClient": False, "mail.spotlight.firstRunDone": True,
    "mailnews.start_page.enabled": False, "app.update.enabled": False, "toolkit.telemetry.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False, "services.settings.server": "data:,",
    "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False,
    "calendar.timezone.useSystemTimezone": False, "calendar.timezone.local": "Asia/Shanghai",
}
SUBSCRIBE = """
const [url, done] = arguments;
const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
const calendar = cal.manager.createCalendar("ics", Services.io.newURI(url));
calendar.name = "feed";
calendar.setProperty("cache.enabled", false);
cal.manager.registerCalendar(calendar);
done(calendar.id);
"""
REFRESH = """
const done = arguments[arguments.length - 1];
(async () => {
  const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
  const calendar = cal.manager.getCalendars().find(one => one.name == "feed");
  await new Promise(resolve => {
    const observer = {
      QueryInterface: ChromeUtils.generateQI(["calIObserver"]),
      onStartBatch() {}, onEndBatch() {}, onAddItem() {}, onModifyItem() {}, onDeleteItem() {},
      onError() { resolve(); }, onPropertyChanged() {}, onPropertyDeleting() {},
      onLoad() { calendar.removeObserver(observer); resolve(); },
    };
    calendar.addObserver(observer);
    calendar.refresh();
  });
  const items = await calendar.getItemsAsArray(Ci.calICalendar.ITEM_FILTER_ALL_ITEMS, 0, null, null);
  done(items.map(item => [item.startDate.icalString, item.status, item.title]));
})().catch(reason => done(String(reason)));
"""


class Marionette:
    def __init__(self, port):
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)
        self.rest, self.number = b"", 0
        self.read()

    def read(self):
        """A message: its length, a colon, JSON."""
        while b":" not in self.rest or len(self.rest.partition(b":")[2]) < int(self.rest.partition(b":")[0]):
            more = self.socket.recv(65536)
            if not more:
                raise ConnectionError("Thunderbird is gone")
            self.rest += more
        length, _, text = self.rest.partition(b":")
        self.rest = text[int(length):]
        return json.loads(text[:int(length)])

    def ask(self, command, **parameters):
        self.number += 1
        text = json.dumps([0, self.number, command, parameters]).encode("ascii")
        self.socket.sendall(b"%d:%s" % (len(text), text))
        _, _, error, answer = self.read()
        if error:
            raise RuntimeError(error["message"])
        return answer

    def run(self, script, *arguments):
        return self.ask("WebDriver:ExecuteAsyncScript", script=script, args=list(arguments), sandbox="system")["value"]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def entries(thunderbird):
    rows = thunderbird.run(REFRESH)
    if isinstance(rows, str):
        raise RuntimeError(rows)
    return sorted(({"start": f"{at[:4]}-{at[4:6]}-{at[6:8]} {at[9:11]}:{at[11:13]}", "status": status, "title": title}
                   for at, status, title in rows), key=lambda row: (row["start"], row["title"]))


def main():
    program, folder, url = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    port = free_port()
    profile = folder / "profile"
    profile.mkdir()
    (profile / "user.js").write_text("".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in
                                             {**SETTINGS, "marionette.port": port}.items()), encoding="utf-8")
    with open(folder / "thunderbird.log", "wb") as log, subprocess.Popen(
            [program, "--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile",
             profile], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(folder)}) as process:
        try:
            thunderbird = Marionette(port)
            thunderbird.ask("WebDriver:NewSession", strictFileInteractability=True)
            thunderbird.ask("Marionette:SetContext", value="chrome")
            thunderbird.run(SUBSCRIBE, url)
            for _ in sys.stdin:
                print(json.dumps(entries(thunderbird)), flush=True)
        finally:
            process.terminate()
            process.wait(30)


if __name__ == "__main__":
    main()
