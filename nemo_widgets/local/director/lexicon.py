"""The words the director knows, in English and Chinese.

Each table maps a key of the draft to a pattern. The earliest place in the text wins; at one place, the earlier row.
"""

from __future__ import annotations

import re
from typing import Final


def words(english: str, chinese: str = "") -> re.Pattern[str]:
    """A pattern of whole English words or any of the Chinese ones."""
    latin = rf"(?<![A-Za-z0-9])(?:{english})(?![A-Za-z0-9])"
    return re.compile(f"{latin}|{chinese}" if chinese else latin, re.IGNORECASE)


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


class Words:
    """A table of keys and the words that mean them."""

    def __init__(self, *rows: tuple[str, str, str]) -> None:
        self._rows = tuple((key, words(english, chinese)) for key, english, chinese in rows)

    def find(self, text: str) -> str:
        """The key whose words come first in `text`, or an empty string."""
        found = ((m.start(), n, key) for n, (key, rx) in enumerate(self._rows) if (m := rx.search(text)))
        return min(found, default=(0, 0, ""))[2]

    def spans(self, text: str) -> list[tuple[str, int, int]]:
        """All places in `text` that name a key: the key, from, to."""
        return [(key, m.start(), m.end()) for key, rx in self._rows for m in rx.finditer(text)]

    def starts(self, text: str) -> bool:
        """Whether `text` begins with one of the table's words."""
        return any(m.start() == 0 for _, rx in self._rows if (m := rx.match(text)))

    def without(self, text: str) -> str:
        """`text` with all of the table's words blotted out."""
        for _, pattern in self._rows:
            text = pattern.sub(" ", text)
        return text


SUBJECTS: Final = Words(
    (
        "street",
        (
            r"(?:(?:city|urban|town) )?(?:streets?|alley(?:way)?s?|side ?walks?|boulevards?|avenues?)"
            r"|roads?(?! (?:trips?|through|across|into|along|over|to|in the (?:desert|mountains|hills|forest|woods))\b)"
            r"|(?:coffee )?shop ?fronts?|store ?fronts?"
            r"|coffee shops?|caf[eé]s?|crossroads"
        ),
        "(?:(?:城市|都市|市区|城里)的?)?(?:街道|街头|街景|街角|老街|商业街|步行街|大街|马路|小路|小巷|巷子|胡同|街(?!舞))|咖啡[店馆厅]|店铺|路灯",
    ),
    (
        "city",
        (
            r"cit(?:y|ies)|sky ?lines?|urban|downtown|skyscrapers?|metropolis|towns?|buildings?|traffic|tokyo"
            r"|new york|shanghai|beijing|paris|eiffel tower|london|rome|venice|berlin|dubai|singapore|seoul|manhattan"
            r"|times square|hong kong|roof ?tops?|architecture|neon signs?|villages?"
        ),
        (
            "城市|都市|天际线|高楼|摩天|市区|夜市|建筑|霓虹|村庄|小镇|古镇|东京|上海|北京|香港|广州|深圳|重庆|杭州|巴黎|伦敦"
            "|纽约|首尔|埃菲尔铁塔|外滩"
        ),
    ),
    (
        "planet",
        r"planets?|(?:outer )?space|space ?(?:ships?|craft)|saturn|jupiter|mars|(?:the )?(?:planet )?earth|orbits?",
        "太空|行星|星球|地球|土星|木星|飞船",
    ),
    (
        "stars",
        (
            r"stars?|starry|galax(?:y|ies)|universe|cosmos|cosmic|milky way|nebulas?|nebulae"
            r"|moon|aurora|northern lights|night sky|meteors?"
        ),
        "星空|繁星|星星|银河|宇宙|星系|星云|月亮|极光|流星",
    ),
    (
        "sea",
        (
            r"seas?|oceans?|beach(?:es)?|waves?|coasts?|coastline|harbou?rs?|lakes?|rivers?|islands?|boats?|ships?"
            r"|sail\w*"
            r"|lighthouse|underwater|surf\w*|shore|bay|waterfalls?"
        ),
        "大海|海洋|海边|海滩|海浪|海岸|海上|海面|沙滩|港口|湖|河|小溪|溪流|岛|船|灯塔|瀑布|海",
    ),
    (
        "desert",
        r"deserts?|dunes?|sahara|cact(?:us|i)|oasis",
        "沙漠|沙丘|戈壁|撒哈拉",
    ),
    (
        "mountains",
        (
            r"mountains?|hills?|alps|alpine|valleys?|peaks?|cliffs?|canyons?|summit|himalayas?|volcano(?:es)?|glaciers?"
            r"|landscapes?"
        ),
        "高山|雪山|群山|山脉|山峰|山谷|山顶|峡谷|火山|山水|山",
    ),
    (
        "forest",
        (
            r"forests?|woods|trees?|(?:falling|fall|autumn) leaves|jungles?|rain ?forest|bamboo|gardens?|parks?"
            r"|meadows?|nature|fields?"
        ),
        "森林|雨林|树林|丛林|竹林|树木|花园|公园|草原|大自然|田野|林间|落叶|枫叶|红叶|树",
    ),
    (
        "clouds",
        (
            r"(?:(?:blue|open|clear|summer|evening|morning|cloudy|sunset) )?"
            r"(?:clouds|(?<!the )cloud|cloudscapes?|sky|skies)(?! (?:over|above|behind|around)\b)"
        ),
        "天空(?!下|之下)|蓝天|白云|云朵|云海|云层|云(?!南)",
    ),
    (
        "bottle",
        r"products?|perfumes?|fragrances?|bottles?|cosmetics?|skin ?care|lotions?|serums?|shampoos?",
        "产品|商品|香水|瓶子|瓶(?!颈)|化妆品|护肤品|洗发水",
    ),
    (
        "cup",
        (
            r"coffees?|(?<!world )cups?|mugs?|espresso|cappuccinos?|lattes?|teacups?"
            r"|tea(?! (?:gardens?|fields?|plantations?|house))"
        ),
        "咖啡|茶杯|杯子|马克杯|拿铁|一杯茶|热茶",
    ),
    (
        "phone",
        r"(?<!my )(?<!for )(?:(?:smart|mobile |cell ?)?phones?|iphones?)",
        "(?<!适合)(?<![给为用])手机(?!竖|横|看|端|版|屏|上看|播放)",
    ),
    (
        "watch",
        r"wrist ?watch(?:es)?|(?:an?|luxury|gold(?:en)?|silver|smart|elegant) ?watch|watches|timepieces?",
        "手表|腕表",
    ),
    (
        "box",
        (
            r"gift ?box(?:es)?|gifts?|(?:product|cardboard|shipping) box(?:es)?|packaging|parcels?"
            r"|box(?:es)? on (?:a|the) table"
        ),
        "礼盒|礼物|盒子|包装盒",
    ),
    ("abstract", r"abstract|geometric|gradients?|particles|shapes", "抽象|几何|渐变|粒子"),
)

TIMES: Final = Words(
    (
        "night",
        r"night|nighttime|midnight|nocturnal|starry|neon",
        "夜景|夜晚|深夜|午夜|夜间|晚上|夜色|夜里|夜空|星空|夜",
    ),
    (
        "dusk",
        r"dusk|sunsets?|evening|twilight|golden hour|nightfall|setting sun|sun (?:is )?(?:sets|setting|goes down)",
        "黄昏|日落|傍晚|夕阳|晚霞|暮色|太阳(?:落山|下山|西下)",
    ),
    (
        "dawn",
        r"dawn|sunrises?|morning|daybreak|first light|rising sun|sun (?:is )?(?:rises|rising|comes up)",
        "黎明|日出|清晨|早晨|拂晓|晨光|早上|太阳升起|朝阳",
    ),
    ("day", r"day|daytime|daylight|noon|midday|sunny|sunlit|afternoon", "白天|中午|正午|晴天|阳光|下午|日间"),
)

MOODS: Final = Words(
    ("neon", r"neon|cyberpunk|futuristic|sci-?fi|synthwave|vaporwave", "霓虹|赛博朋克|未来|科幻"),
    ("warm", r"warm(?:er)?|golden|co[sz]y|amber|romantic", "温暖|暖色|暖调|更暖|金色|浪漫|温馨"),
    ("cool", r"cool(?:er)?|cold(?:er)?|icy|blue|frosty|wintry|snowy", "冷色|冷调|更冷|寒冷|冰|蓝色|雪"),
    (
        "calm",
        r"calm(?:er)?|peaceful|serene|quiet|tranquil|gentle|misty|foggy|dreamy|soft",
        "宁静|平静|安静|祥和|雾|梦幻|柔和",
    ),
)

# At most four: an endless run of such words would be searched anew from each of them.
_SLOW = r"(?:(?:slow|slowly|gentle|gently|smooth|smoothly|soft|steady|subtle|a|the)\s+){0,4}"
_MOVES = r"(?:pan(?:s|ning)?|mov(?:e|es|ing)|slid(?:e|es|ing)|track(?:s|ing)?)(?: the camera)?"
_TILTS = r"(?:tilt(?:s|ing)?|mov(?:e|es|ing)|pan(?:s|ning)?|crane)(?: the camera)?"
_GENTLY = r"(?: effect)?(?: slowly| gently| smoothly)?"
_HAN_SLOW = "(?:慢慢|缓慢地?|缓缓|慢速)?"
_HAN_CAMERA = f"(?:镜头)?{_HAN_SLOW}"

CAMERA: Final = Words(
    (
        "still",
        (
            r"static(?: (?:shot|camera))?|still (?:shot|camera)|(?:no|without) (?:camera )?(?:motion|movement)"
            r"|(?:locked|fixed) (?:camera|shot)|camera (?:still|fixed)|stop the camera|hold still"
            r"|still (?:image|picture|photo)|keep (?:\S+ ){1,4}still|(?:don'?t|do not|stop) mov(?:e"
            r"|ing)(?: the camera)?"
        ),
        "静止|固定镜头|不要(?:镜头)?(?:运动|移动)|镜头(?:别|不要|不)动|不要动|别动|定格(?!.*帧)",
    ),
    (
        "zoom-out",
        rf"{_SLOW}(?:zoom(?:s|ing)?[- ]?out|pull(?:s|ing)?[- ]?(?:back|out)|dolly[- ]?out){_GENTLY}",
        f"{_HAN_SLOW}(?:镜头)?(?:拉远|拉开|缩小|后拉|推远)(?:镜头)?",
    ),
    (
        "zoom-in",
        rf"{_SLOW}(?:zoom(?:s|ing)?(?:[- ]?in(?:to)?)?|push(?:es|ing)?[- ]?in|dolly[- ]?in|ken burns){_GENTLY}",
        f"{_HAN_SLOW}(?:镜头)?(?:推近|推进|放大|拉近|前推|变焦)(?:镜头)?",
    ),
    (
        "pan-left",
        rf"{_SLOW}{_MOVES} (?:to the |from right to )?left(?:wards?)?|camera left",
        f"从右(?:往|到|至)左(?:平移|移动|摇|移)?|{_HAN_CAMERA}(?:向|往|从右向)左(?:平移|移动|摇|移)?|左移|左摇",
    ),
    (
        "pan-right",
        (
            rf"{_SLOW}(?:{_MOVES} (?:to the |from left to )?right(?:wards?)?"
            r"|pan(?:s|ning)?(?: across| shot| slowly)?)|camera right"
        ),
        (
            f"从左(?:往|到|至)右(?:平移|移动|摇|移)?|{_HAN_CAMERA}(?:向|往|从左向)右(?:平移|移动|摇|移)?|右移|右摇"
            f"|平移|横摇|摇镜头?"
        ),
    ),
    (
        "tilt-up",
        rf"{_SLOW}(?:{_TILTS} up(?:wards?)?|tilt(?:s|ing)?(?! (?:the camera )?down)|rising camera)",
        f"{_HAN_CAMERA}(?:向|往)上(?:摇|移动|移)|上摇|上移|仰拍",
    ),
    (
        "tilt-down",
        rf"{_SLOW}{_TILTS} down(?:wards?)?",
        f"{_HAN_CAMERA}(?:向|往)下(?:摇|移动|移)|下摇|下移|俯拍",
    ),
    ("pan-right", r"parallax(?: effect| motion| movement)?", "视差(?:效果|运动)?"),
    (
        "moving",
        (
            rf"{_SLOW}(?:(?:camera|cinematic|slow|smooth|gentle|natural) ){{0,4}}"
            r"(?:camera (?:movements?|motion|moves?"
            r"(?! (?:to |in |from |left|right|up|down|back|closer)))|motion|movement)(?: effect)?"
            r"|(?:make|get|let) (?:it|this|them) mov(?:e|ing)(?! (?:from|to|left|right|up|down|across)\b)"
        ),
        (
            "(?:慢慢|缓慢的?|缓缓|慢速|平滑的?|流畅的?|柔和的?)?的?镜头(?:缓慢|慢慢|平滑)?地?(?:移动|运动|运镜)"
            "|运镜|动态效果|慢动作|动感|[让使][它他她这]?(?:们|张|个)?动(?:起来|一动|一下)"
        ),
    ),
)
"""`moving` asks for motion of no given kind."""

GENRES: Final = Words(
    ("lofi", r"lo-?\s?fi|chill(?:ed|ed-?out)?|chillhop|study", "低保真|慵懒|lo-?fi|放松"),
    (
        "cinematic",
        r"cinematic|epic|orchestral|orchestra|dramatic|trailer|inspirational|heroic|strings",
        "史诗|电影感?|大气|管弦|交响|激昂|震撼",
    ),
    (
        "upbeat",
        r"upbeat|happy|pop|energetic|fun|cheerful|dance|funky?|bright|lively|uplifting|summer",
        "欢快|快乐|轻快|活泼|流行|动感|愉快|节奏感",
    ),
    (
        "ambient",
        r"ambient|calm|relaxing|soft|peaceful|meditat\w+|dreamy|atmospheric|soothing|gentle|new age",
        "氛围|舒缓|宁静|轻音乐|柔和|冥想|安静|平静|环境",
    ),
    ("piano", r"piano|classical|sad|emotional|romantic", "钢琴|古典|抒情|伤感|浪漫"),
    (
        "electronic",
        r"electronic|electro|techno|edm|house|synth\w*|trance|cyberpunk|8-?bit|drum and bass",
        "电子|合成器|电音|科技感?|赛博",
    ),
    ("rock", r"rock|guitar|metal|punk|indie|grunge", "摇滚|吉他|金属"),
    ("jazz", r"jazz(?:y)?|swing|blues|bossa(?: nova)?|sax\w*|smooth jazz", "爵士|蓝调|萨克斯|布鲁斯"),
)

INSTRUMENTS: Final = Words(
    ("piano", r"piano", "钢琴"),
    ("jazz", r"jazz(?:y)?|sax\w*", "爵士|萨克斯"),
    ("rock", r"rock|(?:electric )?guitars?", "摇滚|吉他"),
    ("electronic", r"electronic|techno|edm|synth\w*", "电子|合成器"),
    ("lofi", r"lo-?\s?fi", "低保真|lo-?fi"),
)
"""What says more than the mood beside it: "calm piano music" is piano."""

GENRE_NAMES: Final = {
    "lofi": ("Lo-fi", "Lo-fi"),
    "cinematic": ("Cinematic", "电影配乐"),
    "upbeat": ("Upbeat", "欢快"),
    "ambient": ("Ambient", "氛围"),
    "piano": ("Piano", "钢琴"),
    "electronic": ("Electronic", "电子"),
    "rock": ("Rock", "摇滚"),
    "jazz": ("Jazz", "爵士"),
}
"""What each genre is called: in the draft and in English, in Chinese."""

GENRE_OF_SUBJECT: Final = {
    "city": "lofi",
    "mountains": "cinematic",
    "sea": "ambient",
    "stars": "ambient",
    "forest": "piano",
    "desert": "cinematic",
    "street": "lofi",
    "clouds": "ambient",
    "planet": "ambient",
    "bottle": "ambient",
    "cup": "lofi",
    "phone": "electronic",
    "watch": "cinematic",
    "box": "upbeat",
}

ASPECTS: Final = Words(
    (
        "9:16",
        (
            r"9\s?[:：x×]\s?16|vertical(?:ly)?|portrait|tik ?tok|(?:instagram )?(?:reels?|stories|story)"
            r"|(?:youtube )?shorts"
        ),
        "竖屏|竖版|竖向|竖的|竖着|抖音|9比16|纵向",
    ),
    ("1:1", r"1\s?[:：x×]\s?1|square", "方形|正方形|1比1|方的"),
    ("4:5", r"4\s?[:：x×]\s?5", "4比5"),
    (
        "16:9",
        r"16\s?[:：x×]\s?9|horizontal(?:ly)?|landscape(?: (?:format|mode|orientation))?|wide ?screen|youtube",
        "横屏|横版|横向|横的|宽屏|16比9",
    ),
)

CANVASES: Final = {"16:9": (1920, 1080), "9:16": (1080, 1920), "1:1": (1080, 1080), "4:5": (1080, 1350)}
"""Width and height, px."""

ORDINALS: Final = Words(
    ("1", r"first|1st|opening", r"第一|第1(?!\d)|首"),
    ("2", r"second|2nd", r"第二|第2(?!\d)"),
    ("3", r"third|3rd", r"第三|第3(?!\d)"),
    ("4", r"fourth|4th", r"第四|第4(?!\d)"),
    ("5", r"fifth|5th", r"第五|第5(?!\d)"),
    ("6", r"sixth|6th", r"第六|第6(?!\d)"),
    ("7", r"seventh|7th", r"第七|第7(?!\d)"),
    ("8", r"eighth|8th", r"第八|第8(?!\d)"),
    ("9", r"ninth|9th", r"第九|第9(?!\d)"),
    ("10", r"tenth|10th", r"第十|第10(?!\d)"),
    ("-1", r"last|final|latest|newest|closing", "最后|末尾|最新|最近|末"),
)
