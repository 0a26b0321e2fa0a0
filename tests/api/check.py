#!/usr/bin/env python3
"""check.py: does the server do what its OpenAPI document says, whatever is asked?

    tests/api/check.py [--dixit BINARY] [--examples N] [--seed N]

Indexes the example articles, serves them at a free port, and has schemathesis (from PyPI, into target/api-venv) ask what the
document allows and what it does not. Fails on an answer that the document does not tell of, on one that is not as the
schema says, and on a server error. Where PyPI cannot be reached it says so, and exits with 0.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, "target", "api-venv")
SCHEMATHESIS = "schemathesis==4.32.5"

# Not among the checks:
# - positive_data_acceptance: any text is a `q` for the document, but not every text is a query;
# - unsupported_method: it asks with methods that HTTP does not have, which the server closes the connection on.
EXCLUDED = "positive_data_acceptance"


def schemathesis():
    """The program, installed where it is not there yet; None where it cannot be had."""
    program = os.path.join(VENV, "bin", "schemathesis")
    if not os.path.exists(program):
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        pip = [os.path.join(VENV, "bin", "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        if subprocess.run(pip + [SCHEMATHESIS]).returncode != 0:
            return None
    return program


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dixit", default=os.path.join(ROOT, "target", "release", "dixit"))
    parser.add_argument("--examples", default="40", help="requests for each way of asking a route")
    parser.add_argument("--seed", default="7")
    args = parser.parse_args()
    try:
        program = schemathesis()
    except (subprocess.CalledProcessError, OSError) as error:
        program = None
        print(error)
    if program is None:
        print("SKIPPED: schemathesis cannot be had from PyPI")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        index = ["--index", os.path.join(folder, "index")]
        articles = os.path.join(ROOT, "examples", "articles")
        subprocess.run([args.dixit, "index", articles, "--format", "json"] + index, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen([args.dixit, "serve", "--listen", "0", "--quiet"] + index, stdout=subprocess.PIPE, text=True)
        try:
            address = server.stdout.readline().strip()
            run = [program, "run", address + "api/v1/openapi.json", "--checks", "all", "--exclude-checks", EXCLUDED,
                   "--max-examples", args.examples, "--seed", args.seed, "--phases", "examples,coverage,fuzzing",
                   "--continue-on-failure"]
            failed = subprocess.run(run, cwd=folder).returncode
            with urllib.request.urlopen(address + "readyz") as answer:
                alive = answer.status == 200
        finally:
            server.terminate()
            ended = server.wait()
    print(f"server: {'alive' if alive else 'not ready'} afterwards, ended with {ended}")
    return failed or (0 if alive and ended == 0 else 1)


if __name__ == "__main__":
    sys.exit(main())
