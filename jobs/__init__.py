"""An act per file: load facts, call one domain function, save rows."""
