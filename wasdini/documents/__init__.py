"""Papers: numbering, classification marking, rendering as PDF, DOCX and XLSX. Knows no other subject."""
