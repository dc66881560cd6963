"""The Littlest JupyterHub, which keeps each student to the memory that deploy/jupyterhub_config.py says.

Frontear goes into /srv/frontear by the first of the lines there; then

    sudo cp /srv/frontear/deploy/littlest_jupyterhub.py /opt/tljh/config/jupyterhub_config.d/
    sudo tljh-config reload hub

Who may log in is said by its own means (`tljh-config add-item users.allowed ann`).
"""

load_subconfig("/srv/frontear/deploy/jupyterhub_config.py")  # noqa: F821
