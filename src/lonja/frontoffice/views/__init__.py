"""What templates are given: slotted frozen dataclasses, made from the nouns' doors."""
