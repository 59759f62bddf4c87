from handfast.cli import app

if __name__ == "__main__":  # a worker imports this under another name
    app()
