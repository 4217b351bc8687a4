"""Education: a language and evening school with courses, students, fees and a timetable."""
