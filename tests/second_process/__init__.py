"""What was acknowledged is stored: whatever runs beside the server, and however it ends.

`companies` makes people who have work to do, `load` lets them do it over HTTP and writes down what was acknowledged, `checker` is a program
of its own that reads that history and the database. `commands` has a case for every command of the program.
`full_company` makes one to be exported and deleted.
"""
