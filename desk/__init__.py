"""The application: the `qinqing` command, the pipeline joined, the web desk."""
