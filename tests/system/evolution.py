"""Subscribes Evolution's engine to an address; prints its entries as a line of JSON for each line read.

    evolution.py URL       in a session bus of its own, for clients_test.py"""
import json
import sys
import time

import gi

gi.require_version("ECal", "2.0")
gi.require_version("EDataServer", "1.2")
gi.require_version("ICalGLib", "3.0")
from gi.repository import ECal, EDataServer  # noqa: E402 pylint: disable=wrong-import-position

WAIT_SECONDS = 30


def source_of(url):
    source = EDataServer.Source.new(None, None)
    source.set_display_name("feed")
    source.set_parent("webcal-stub")
    source.get_extension(EDataServer.SOURCE_EXTENSION_CALENDAR).set_backend_name("webcal")
    source.get_extension(EDataServer.SOURCE_EXTENSION_SECURITY).set_secure(url.startswith("https:"))
    host, _, path = url.split("://")[1].partition("/")
    name, _, port = host.partition(":")
    authentication = source.get_extension(EDataServer.SOURCE_EXTENSION_AUTHENTICATION)
    authentication.set_host(name)
    authentication.set_port(int(port))
    webdav = source.get_extension(EDataServer.SOURCE_EXTENSION_WEBDAV_BACKEND)
    webdav.set_resource_path("/" + path)
    return source


def entries(client):
    rows = []
    _, found = client.get_object_list_as_comps_sync("#t", None)
    for component in found:
        start = component.get_dtstart().get_value()
        status = component.get_icalcomponent().get_status()
        rows.append({"start": f"{start.get_year():04}-{start.get_month():02}-{start.get_day():02} "
                              f"{start.get_hour():02}:{start.get_minute():02}",
                     "status": status.value_nick.upper(), "title": component.get_summary().get_value()})
    return sorted(rows, key=lambda row: (row["start"], row["title"]))


def main():
    registry = EDataServer.SourceRegistry.new_sync(None)
    source = source_of(sys.argv[1])
    registry.commit_source_sync(source, None)
    client = None
    for _ in sys.stdin:
        if client is None:
            client = ECal.Client.connect_sync(registry.ref_source(source.get_uid()), ECal.ClientSourceType.EVENTS,
                                              WAIT_SECONDS, None)
        before = entries(client)
        client.refresh_sync(None)
        end = time.monotonic() + 5
        while time.monotonic() < end and entries(client) == before:
            time.sleep(0.1)
        time.sleep(0.5)
        print(json.dumps(entries(client)), flush=True)


if __name__ == "__main__":
    main()
