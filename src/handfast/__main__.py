from handfast.cli import app

app()
