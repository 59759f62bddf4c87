"""Plants bugs in the server and in the web, prints the score, and names the survivors that nobody has given a reason for.

More than one in twenty without a reason fails.
"""

import sys

from tools.mutation import server, web


def main() -> int:
    wanted = sys.argv[1:]
    of_web = [name for name in wanted if name.startswith("web/")]
    of_server = [name for name in wanted if name not in of_web]
    is_good = True
    if of_web or not wanted:
        is_good &= web.plant(of_web)
    if of_server or not wanted:
        is_good &= server.plant(of_server)
    return int(not is_good)


if __name__ == "__main__":
    sys.exit(main())
