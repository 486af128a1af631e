"""Media: files that come and go with messages; fetched, checked, converted, kept, and shown safely."""
