"""The pages that people see: templates, one style sheet, and the words in them. No third party, no script needed."""
