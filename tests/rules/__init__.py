"""Pure judgement: no database, no network, no clock. The whole folder takes seconds."""
