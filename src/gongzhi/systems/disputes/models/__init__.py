"""What is kept of disputes beside the matter and its proceedings."""
