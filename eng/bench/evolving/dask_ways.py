"""The work of samples/evolving with Dask: `python3 dask_ways.py <way> <threads> <file>…`, in the folder of work.py. Prints the seconds without those of the start."""

import asyncio
import sys
import time

from distributed import Client, as_completed, get_client, rejoin, secede

sys.path.insert(0, ".")
from work import parse_file, process_item


def completed(client, files):
    futures = []
    for _, items in as_completed(client.map(parse_file, files, pure=False), with_results=True):
        futures += client.map(process_item, *items, priority=10, pure=False)
    return client.gather(futures)


async def follow(client, fn):
    items = await client.submit(parse_file, fn, pure=False)
    return await asyncio.gather(*client.map(process_item, *items, priority=10, pure=False))


async def follow_all(client, files):
    return await asyncio.gather(*[follow(client, fn) for fn in files])


def handle(fn):
    client = get_client()
    futures = client.map(process_item, *parse_file(fn), priority=10, pure=False)
    secede()
    results = client.gather(futures)
    rejoin()
    return results


def main(way, threads, files):
    with Client(processes=False, n_workers=1, threads_per_worker=int(threads), dashboard_address=None) as client:
        begin = time.monotonic()
        if way == "as_completed":
            completed(client, files)
        elif way == "with_async":
            client.sync(follow_all, client, files)
        else:
            client.gather(client.map(handle, files, pure=False))
        print(time.monotonic() - begin)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
