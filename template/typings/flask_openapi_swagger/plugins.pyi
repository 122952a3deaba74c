from flask import Blueprint

class RegisterPlugin:
    @classmethod
    def register(cls, doc_url: str) -> Blueprint: ...
