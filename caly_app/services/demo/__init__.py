"""An example business for every sector there is, so that everything can be tried at once.

make.py      the organization, its people and workspaces; made again, it is only put right
business.py  what is in one workspace: from the sector's own `demo` section
credentials.py  what opens it, as demo.json keeps it
"""

from caly_app.services.demo.credentials import DemoCredentials
from caly_app.services.demo.make import make

__all__ = ["DemoCredentials", "make"]
