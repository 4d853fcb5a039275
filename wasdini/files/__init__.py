"""One reader for all files that come in: CSV, XLSX, gzip; read whole or refused whole."""
