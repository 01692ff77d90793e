"""The API of the desk (接口): what the pages show, for programs, with the same permissions.

urls         addresses
"""
