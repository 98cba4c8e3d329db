"""The limit of `api_reads.py`: runs the queries of an answer, writes their rows as JSON, sends the answer's bytes.

`ANSWERS` names a file with, for each address, its queries, the names of their columns and the bytes.
"""

import json
import os
import threading
from pathlib import Path

import orjson
import psycopg2
from psycopg2.extras import register_default_jsonb

ANSWERS = json.loads(Path(os.environ["ANSWERS"]).read_text())
BODIES = {address: told["body"].encode() for address, told in ANSWERS.items()}
here = threading.local()


def cursor():
    if not hasattr(here, "cursor"):
        connection = psycopg2.connect(os.environ["DATABASE_URL"])
        connection.autocommit = True
        register_default_jsonb(connection, loads=orjson.loads)
        here.cursor = connection.cursor()
    return here.cursor


def application(environ, start_response):
    query = environ["QUERY_STRING"]
    address = f"{environ['PATH_INFO']}?{query}" if query else environ["PATH_INFO"]
    rows = []
    for sql in ANSWERS[address]["queries"]:
        place = cursor()
        place.execute(sql)
        names = [column.name + str(number) for number, column in enumerate(place.description)]
        rows.append([dict(zip(names, row, strict=True)) for row in place.fetchall()])
    orjson.dumps(rows, default=str)
    body = BODIES[address]
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
