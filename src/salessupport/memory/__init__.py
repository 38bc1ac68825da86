"""The reference adapter of every port: the model of the certification kit and the offline demonstration."""
