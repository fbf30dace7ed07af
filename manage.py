#!/usr/bin/env python
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsportal.settings")
    if sys.argv[1:2] == ["make_key"]:  # makes what the settings ask for, so it runs without them
        from cmsportal.keys import main as make_key

        make_key()
        return
    from django.core.management import execute_from_command_line

    from cmsportal.startup import demand_settings

    demand_settings()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
