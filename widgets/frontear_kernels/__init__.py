"""Kernels that are forked from one process that has imported all, instead of each importing all anew.

A package beside frontear_widgets, whose face brings torch: a server needs none. Jupyter finds `ForkProvisioner` by its
entry point, `frontear-fork`; our own settings (widgets/jupyter) choose it. It needs Linux; elsewhere, and whenever
forking fails, kernels start as any other, and the server's log says why.
"""
