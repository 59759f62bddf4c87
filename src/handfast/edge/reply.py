"""What every JSON answer is made of."""

from pydantic import BaseModel, ConfigDict


class Reply(BaseModel):
    """What a route answers. Built when it is first answered: building all of them would be a tenth of the server's start."""

    model_config = ConfigDict(defer_build=True)
