"""What a school's agent can do and look up."""

from caly_app.agents.sectors.education import courses, enrolments, fees, timetable
from caly_app.agents.skills.booking import booking_tools
from caly_app.agents.tool import Identity, Nothing, Tool

_COURSE = ("name", "days", "starts_on", "price", "places_left", "room", "teacher")
_NOT_CHOSEN = {"no_courses": (), "course_not_found": ("heard",)}
_TOO_YOUNG = {"too_young": ("name", "count")}
_ENROLMENT = ("reference", "course_name", "fee", "paid")
_NO_ENROLMENT = {"no_enrolments": (), "enrolment_not_found": ("heard",)}
_LESSONS = {
    "next_lesson": ("course_name", "starts_at", "room"),
    "lessons_listed": ("course_name", "starts_at", "room", "options"),
    "no_lessons": (),
}

TOOLS: list[Tool] = [
    *booking_tools(without=("tell_appointments", "tell_providers")),
    Tool(
        "find_course",
        courses.CourseWish,
        courses.find_course,
        tells={"course_is": _COURSE, "course_is_full": _COURSE, **_TOO_YOUNG, **_NOT_CHOSEN},
        offers=("alternatives", "choices", "person"),
    ),
    Tool(
        "choose_course",
        courses.CourseWish,
        enrolments.choose_course,
        tells={"course_is_full": _COURSE, **_TOO_YOUNG, **_NOT_CHOSEN},
        offers=("alternatives", "choices", "person"),
    ),
    Tool(
        "choose_full_course",
        courses.CourseWish,
        enrolments.choose_full_course,
        tells={"places_are_left": _COURSE, **_NOT_CHOSEN},
        offers=("alternatives", "choices", "person"),
    ),
    Tool(
        "check_enrolment",
        enrolments.Candidate,
        enrolments.check_enrolment,
        tells={
            **_TOO_YOUNG,
            "already_enrolled": _ENROLMENT,
            "discount_early_bird": ("discount",),
            "discount_reduced": ("discount",),
            "discount_second_course": ("discount",),
            "no_courses": (),
        },
        offers=("alternatives", "choices", "person"),
    ),
    Tool(
        "enrol",
        enrolments.NewEnrolment,
        enrolments.enrol,
        tells={
            "enrolled": (*_COURSE, *_ENROLMENT, "student_number"),
            "already_enrolled": _ENROLMENT,
            "last_place_gone": _COURSE,
            "price_changed": (),
            "no_courses": (),
        },
        offers=("person",),
        writes=True,
        confirmed=True,
    ),
    Tool(
        "join_waiting_list",
        enrolments.Waiting,
        enrolments.join_waiting_list,
        tells={
            "waiting_noted": ("reference", "course_name"),
            "waiting_already": ("reference", "course_name"),
            "no_courses": (),
        },
        offers=("person",),
        writes=True,
        confirmed=True,
    ),
    Tool(
        "quote_withdrawal",
        enrolments.WhichEnrolment,
        enrolments.quote_withdrawal,
        tells={
            "withdrawing_is_free": (),
            "withdrawing_costs": ("fee", "count"),
            "withdraw_too_late": _ENROLMENT,
            "withdrawn_already": _ENROLMENT,
            **_NO_ENROLMENT,
        },
        offers=("alternatives", "choices", "person"),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "withdraw",
        enrolments.Withdrawal,
        enrolments.withdraw,
        tells={
            "withdrawn": (*_ENROLMENT, "owed"),
            "withdrawn_money_back": (*_ENROLMENT, "back"),
            "withdrawn_already": _ENROLMENT,
            "price_changed": (),
            "no_enrolments": (),
        },
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "tell_price",
        courses.CourseWish,
        fees.tell_price,
        tells={
            "price_is": (*_COURSE, "now", "reduced", "second"),
            "price_with_discount": (*_COURSE, "now", "reduced", "second"),
            **_NOT_CHOSEN,
        },
        offers=("alternatives", "choices", "person"),
    ),
    Tool(
        "tell_due",
        Nothing,
        fees.tell_due,
        tells={"due_is": ("due", "options"), "nothing_due": (), "no_enrolments": ()},
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "plan_instalments",
        fees.Plan,
        fees.plan_instalments,
        tells={
            "instalments_possible": ("count",),
            "instalments_too_many": ("count",),
            "instalments_already": _ENROLMENT,
            "too_little_for_instalments": ("least",),
            "nothing_due": (),
            **_NO_ENROLMENT,
        },
        offers=("alternatives", "choices", "person"),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "agree_instalments",
        fees.AgreedPlan,
        fees.agree_instalments,
        tells={
            "instalments_agreed": (*_ENROLMENT, "count", "first_on"),
            "instalments_already": _ENROLMENT,
            "too_little_for_instalments": ("least",),
            "price_changed": (),
            "no_enrolments": (),
        },
        offers=("person",),
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "find_payment",
        fees.Payment,
        fees.find_payment,
        tells={
            "nothing_paid": (),
            "enrolment_not_found": ("heard",),
            "receipt_already": ("reference", "sum"),
        },
        offers=("alternatives", "choices"),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "request_receipt",
        fees.AgreedReceipt,
        fees.request_receipt,
        tells={
            "receipt_requested": ("reference", "course_name", "sum"),
            "receipt_already": ("reference", "sum"),
            "nothing_paid": (),
        },
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "tell_my_lessons",
        timetable.Mine,
        timetable.tell_my_lessons,
        tells={**_LESSONS, "course_days": _COURSE, "course_days_listed": (), "no_enrolments": ()},
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "tell_course_lessons",
        courses.CourseWish,
        timetable.tell_course_lessons,
        tells={**_LESSONS, "course_days": _COURSE, **_NOT_CHOSEN},
        offers=("alternatives", "choices", "person"),
    ),
]
