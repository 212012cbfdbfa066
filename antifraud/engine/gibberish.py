"""Tell random letters from names: how surprising each pair of letters is, in bits, after a list of usual mailboxes."""

from collections import Counter
from itertools import pairwise
from math import log2

# Given names, family names and words of mailboxes from the countries parcels go to; letters are what matters.
USUAL = """
    adam adrian albert alex alexander alexandra alice alina amelia ana anastasia anders andrea andreas andrei
    andrew angela anna anne anton antonio arthur barbara beatrice benjamin bernard bogdan boris bruno camille
    carla carlos carmen caroline catherine cecilia charlotte christian christina christopher claire claudia
    clara cristina daniel daniela david diana dimitar dmitri dominik dora eduard elena eleonora elisabeth
    elizabeth emil emilia emma erik ernst eva fabian federico felix ferdinand filip florian francesca francis
    frank franz frederik gabriel gabriela george georgi gerhard gheorghe giovanni giulia grace gregor guido
    hannah hans heinrich helen helena henrik henry hugo ian ida ilona ines ingrid ioana ion irina isabel ivan
    ivana jacob jakub james jan jana jane jean jennifer jessica joan johan johanna john jonas jordan jose
    josef joseph julia julian juliana justin karin karl karolina katarina katharina kevin klaus kristian
    kristina lars laura lea leon leonard leonie lena linda lisa lorenzo louis louise lucas lucia lucy ludwig
    luis luisa luka magdalena manuel marc marco marcus margaret maria marian marie marina mario mark marta
    martin martina mary matei mateusz matthew matthias max maxim melanie mia michael michaela michal mihai
    mila milan milena miriam monica monika natalia natasha nathan nicholas nicola nicolas nicole nikola nina
    noah nora oleg olga oliver olivia oscar otto pablo paolo patricia patrick paul paula pavel pedro peter
    petra philip pierre piotr rachel radu rafael raluca raymond rebecca regina rene richard rita robert
    roberto roland roman rosa rose roxana rudolf ruth sabine samuel sandra sara sarah sebastian sergei sergio
    silvia simon simona sofia sophia sophie stefan stefania stella stephan stephen susan susanne svetlana
    sven tamara tatiana teodora teresa theodor theresa thomas tobias tom tomas tudor ulrich ursula valentin
    valentina valeria vanessa vera veronica victor victoria vincent viola viktor violeta vladimir walter
    werner wilhelm william wojciech yana yves zoe zoltan
    albrecht allen anderson andersson bailey baker bauer becker bell bennett berg bernardi bianchi braun
    brown campbell carter clark collins constantinescu cook cooper costa cruz davies davis dumitrescu dubois
    dupont edwards evans fernandez ferrari fischer fontana foster garcia georgescu gomez gonzalez gray green
    gruber hall hansen harris hartmann hill hoffmann horvat hughes ionescu ivanov ivanova jackson jensen
    johansson johnson jones kaiser keller kelly kim king klein koch kovac kovacs kowalski krause kumar larsen
    lee lefebvre lehmann lewis lopez mancini marinescu martinez mayer meyer miller mitchell moore moreau
    morgan morris muller munteanu murphy nagy neumann nielsen novak nowak olsen parker pavlov pereira petersen
    petrov petrova phillips popa popescu popov price radulescu ramirez reed richter roberts robinson rodriguez
    rogers romano rossi russo sanchez santos schmidt schneider schubert schulz schwarz scott silva simons
    smith sokolov stan stewart stoica svensson szabo taylor thompson tomescu torres toth turner vasile vogel
    wagner walker wang ward watson weber weiss white williams wilson winkler wolf wood wright young ziegler
    admin billing bureau casa contact design garden hello home house info invoice kitchen kontakt mail office
    orders post privat sales service shop store studio support team travel work world sunshine flower music
    dragon happy little master mister summer winter orange silver golden thunder coffee
"""
ALPHABET = 26
SHORTEST = 6

_WORDS = USUAL.split()
_FIRSTS = Counter(letter for word in _WORDS for letter in word[:-1])
_PAIRS = Counter(pair for word in _WORDS for pair in pairwise(word))


def surprise(letters: str) -> float:
    """Return the mean surprise of a word's pairs of letters in bits; plain a-z of at least two letters."""
    pairs = list(pairwise(letters))
    return sum(_bits(*pair) for pair in pairs) / len(pairs)


def _bits(first: str, second: str) -> float:
    # A pair never seen counts as half a time seen, so that it surprises without being impossible.
    return -log2((_PAIRS[first, second] + 0.5) / (_FIRSTS[first] + 0.5 * ALPHABET))
