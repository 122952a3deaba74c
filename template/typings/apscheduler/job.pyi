from datetime import datetime

class Job:
    args: tuple[str, ...]
    next_run_time: datetime
