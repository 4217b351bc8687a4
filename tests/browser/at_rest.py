"""A page is judged once it stands still: what is half faded in has no contrast yet."""

AT_REST = """async () => {
    const roots = [document, ...[...document.querySelectorAll("caly-chat")].map((it) => it.shadowRoot)];
    const moving = roots.flatMap((root) => root ? root.getAnimations() : [])
        .filter((it) => Number.isFinite(it.effect.getComputedTiming().endTime));
    await Promise.allSettled(moving.map((it) => it.finished));
}"""
