"""`python -m gongzhi` is the console command."""

from gongzhi.project.cli import main

if __name__ == "__main__":
    main()
