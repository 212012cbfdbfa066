"""Draw what a windowsill or a small garden needs."""

from demo.engine.art.form import grain, opening, ring, tube, turned
from demo.engine.art.palette import BRASS, LEAF, OAK, Tone, mix
from demo.engine.art.shade import Brush

_SOIL = Tone(light="#7a5b43", base="#553d2c", shade="#3a291d", deep="#241912")


def plant_pot(brush: Brush) -> None:
    """Draw a footed pot with a rubber plant."""
    brush.contact(400, 668, 150)
    back = ((400, 470, -52, 1.0), (404, 470, 50, 1.05), (402, 440, -22, 1.2), (400, 420, 20, 1.28))
    for d in (
        "M400 480C394 380 404 260 398 190",
        "M398 470C360 420 330 390 300 362",
        "M402 470C440 420 470 380 506 354",
    ):
        brush.stroke(d, mix(LEAF.deep, "#5b4630", 0.35), 8)
    for x, y, turn, size in back:
        _leaf(brush, x, y, turn, size, dark=True)
    for x, y, turn, size in (
        (392, 470, -82, 0.86),
        (408, 474, 80, 0.84),
        (398, 330, -46, 0.92),
        (400, 316, 42, 0.9),
        (399, 300, -3, 1.0),
    ):
        _leaf(brush, x, y, turn, size, dark=False)
    saucer = [(644, 142), (644, 142), (660, 138), (668, 124)]
    turned(brush, saucer, brush.tone, bottom=0.15, gloss=0.3)
    pot = [(470, 140), (470, 140), (500, 140), (500, 132), (560, 126), (620, 112), (646, 100)]
    d = turned(brush, pot, brush.tone, gloss=0.4)
    with brush.within(d):
        brush.stroke(ring(506, 140), brush.tone.deep, 10, opacity=0.28)
        brush.stroke(ring(552, 130), mix(brush.tone.light, "#ffffff", 0.4), 3, opacity=0.5)
        brush.stroke(ring(562, 130), mix(brush.tone.light, "#ffffff", 0.4), 3, opacity=0.5)
    front = "M260 470A140 24 0 0 0 540 470"
    brush.stroke(front, mix(brush.tone.light, "#ffffff", 0.2), 5, opacity=0.8)


def _leaf(brush: Brush, x: float, y: float, turn: float, size: float, *, dark: bool) -> None:
    lit = brush.linear(
        (0, LEAF.light), (0.5, LEAF.base), (0.5, mix(LEAF.base, LEAF.shade, 0.6)), (1, LEAF.shade)
    )
    dim = brush.linear(
        (0, LEAF.base), (0.5, LEAF.shade), (0.5, mix(LEAF.shade, LEAF.deep, 0.5)), (1, LEAF.deep)
    )
    with brush.moved(f"translate({x:.0f} {y:.0f}) rotate({turn:.0f}) scale({size})"):
        brush.path(
            "M0 0C-20 -20 -78 -70 -70 -142C-66 -186 -26 -220 0 -236C26 -220 66 -186 70 -142"
            "C78 -70 20 -20 0 0Z",
            dim if dark else lit,
        )
        brush.stroke("M0 4V-222", LEAF.light, 3, opacity=0.7)
        veins = "M0 -60L-48 -104M0 -60L48 -104M0 -104L-52 -150M0 -104L52 -150M0 -150L-36 -188M0 -150L36 -188"
        brush.stroke(veins, LEAF.light, 1.8, opacity=0.35)


def watering_can(brush: Brush) -> None:
    """Draw a long-spouted watering can with brass fittings."""
    tone = brush.tone
    brush.contact(456, 650, 190)
    spout = "M310 590C230 570 210 470 118 300L150 286C240 430 266 486 320 500Z"
    brush.path(
        spout, brush.linear((0, tone.light), (0.45, tone.base), (1, tone.shade), axis=(0.2, 0.2, 0.8, 0.8))
    )
    brush.stroke("M132 300C222 450 250 520 310 540", "#fff", 5, opacity=0.25)
    with brush.moved("rotate(-28 134 290)"):
        brush.path("M118 300L92 232H176L150 300Z", brush.round(BRASS))
        brush.ellipse(134, 232, 43, 12, brush.linear((0, BRASS.light), (1, BRASS.shade)))
        for x in (108, 121, 134, 147, 160):
            brush.ellipse(x, 232, 2.6, 1.8, BRASS.deep)
    tube(brush, "M566 384C700 340 740 480 616 590", tone, 24)
    body = [(370, 148), (370, 148), (384, 152), (520, 172), (624, 184), (648, 178)]
    d = turned(brush, body, tone, cx=456, gloss=0.55)
    with brush.within(d):
        for y, w in ((402, 155), (612, 184)):
            brush.stroke(ring(y, w, cx=456), tone.deep, 7, opacity=0.3)
            brush.stroke(ring(y - 3, w, cx=456), mix(tone.light, "#ffffff", 0.3), 3, opacity=0.6)
    opening(brush, 370, 148, tone, cx=456, lip=9, depth=0.7)
    tube(brush, "M330 360C340 190 566 190 584 362", tone, 22)
    tube(brush, "M396 258C430 226 486 226 520 258", OAK, 30)
    for x, y in ((330, 366), (584, 368)):
        brush.ellipse(x, y, 13, 10, brush.ball(BRASS))


def trug(brush: Brush) -> None:
    """Draw a bent oak trug with painted ends."""
    tone = brush.tone
    brush.contact(404, 648, 270, ry=36)
    tube(brush, "M196 420C196 90 604 90 604 420", OAK, 24)
    body = "M96 392H704C700 520 640 640 560 642H240C160 640 100 520 96 392Z"
    brush.path("M96 392Q400 330 704 392Q400 440 96 392Z", OAK.deep)
    brush.path(body, brush.linear((0, tone.light), (0.45, tone.base), (1, tone.shade), axis=(0, 0, 0.7, 1)))
    with brush.within(body):
        for y in (452, 514, 576):
            brush.stroke(f"M80 {y}Q400 {y + 26} 720 {y}", tone.deep, 4, opacity=0.4)
            brush.stroke(f"M80 {y + 5}Q400 {y + 31} 720 {y + 5}", "#fff", 2.5, opacity=0.35)
        grain(brush, (96, 400, 608, 240), tone.deep, lines=12, strength=0.2)
        brush.glow(290, 460, 180, 80, "#fff", 0.3)
        brush.glow(460, 650, 320, 90, tone.deep, 0.5)
    brush.stroke("M96 392H704", OAK.deep, 22)
    brush.stroke("M96 389H704", OAK.base, 16)
    brush.stroke("M98 384H702", OAK.light, 4, opacity=0.8)
    for x in (196, 604):
        brush.rect(x - 13, 386, 26, 206, brush.round(OAK), r=10)
        for y in (420, 500, 570):
            brush.ellipse(x, y, 5, 5, brush.ball(BRASS))
