"""What is wrong with a flow.json, in the words and codes of Meta's compiler."""
