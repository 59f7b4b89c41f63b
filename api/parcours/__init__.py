"""Life moments: content, three-valued conditions, deadlines, plan and next question.

Everything here is a pure function of (content, facts, date, place); routes and files are edges.
"""
