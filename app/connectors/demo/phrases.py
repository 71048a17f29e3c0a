"""What the demo's viewers are called and what they say; each keeps to one language."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from app.domain.product import Product


@dataclass(frozen=True, slots=True)
class Voice:
    """Those who speak one language. `{title}` and `{number}` stand for the product that they talk about."""

    names: tuple[str, ...]
    greetings: tuple[str, ...]
    questions: tuple[str, ...]
    claims: tuple[str, ...]
    sold_out: tuple[str, ...]


CHINESE = Voice(
    names=(
        "小林", "阿May", "陈小姐", "王一诺", "米粒", "糖糖妈妈", "老周", "晴天", "Luna鹿", "大橘", "苏苏", "阿哲",
        "林夕", "可乐不加冰", "栗子🌰", "南方小土豆", "木子李", "安安", "七月", "橙子汽水",
    ),
    greetings=(
        "来啦来啦", "主播晚上好", "第一次来，关注了", "画面好清楚", "❤️❤️❤️", "哈哈哈哈", "666", "刚下班赶上了",
        "声音好温柔", "等了一周终于开播了", "晚上好呀👋",
    ),
    questions=(
        "{title} 还有货吗？", "{number}号多少钱？", "{number}号可以再看一下细节吗", "有小一点的尺码吗？",
        "160 50kg 穿什么码？", "今天拍什么时候发货？", "可以送礼包装吗", "身高175穿L还是XL？", "黑色还有M码吗？",
        "材质是什么呀", "能开发票吗？", "有没有优惠券", "{title} 会起球吗", "可以和{number}号一起包邮吗？",
    ),
    claims=(
        "+1", "{number}号 1件", "{number}号 2件", "拍了拍了", "已下单，求快点发", "要了！", "抢到了😆", "回购第三次了",
        "{title} 给我妈也拍了一件",
    ),
    sold_out=("啊没抢到", "还会补货吗？", "{title} 怎么没了", "求补货🙏", "手慢了😭"),
)  # fmt: skip
ENGLISH = Voice(
    names=(
        "Ann", "Marco", "Priya", "Jonas", "Sofia", "Tom H.", "Ines", "Olu", "Grace", "Kenji", "Mei-Ling", "Hannah",
        "Theo", "Nadia", "Yuki",
    ),
    greetings=(
        "Hello from Lisbon!", "Just joined, what did I miss?", "The sound is lovely today", "Good evening everyone 👋",
        "❤️❤️❤️", "First time here!", "Love this light", "Haha same",
    ),
    questions=(
        "Is {title} still available?", "How much is number {number}?", "Do you ship to the islands?",
        "Can you show the back of number {number}?", "What size for 5'7\"?", "Does it come in navy?",
        "Is it machine washable?", "Could you hold it next to your hand?", "How heavy is {title}?",
        "When would it arrive if I order now?",
    ),
    claims=(
        "+1", "I'll take number {number}", "Just ordered {title} 🎉", "sold! 2 x number {number}",
        "Bought one for my sister", "Mine is on its way 😊", "Third time buying this",
    ),
    sold_out=("Will it come back in stock?", "Too late 😭", "Oh no, {title} is gone", "Restock please 🙏"),
)  # fmt: skip
VIEWERS = tuple((name, voice) for voice in (CHINESE, ENGLISH) for name in voice.names)


def comment(chance: Random, voice: Voice, products: tuple[Product, ...], sold_out: frozenset[str]) -> str:
    """One viewer's words, most often about one of the products."""
    if not products:
        return chance.choice(voice.greetings)
    product = chance.choice(products)
    kinds = (voice.greetings, voice.questions, voice.claims)
    said = voice.sold_out if product.id in sold_out else chance.choices(kinds, (3, 4, 3))[0]
    return chance.choice(said).format(title=product.title, number=product.number)


def buyer(chance: Random) -> str:
    """A buyer's name as shops give it away: the first character and a star."""
    name, _ = chance.choice(VIEWERS)
    return f"{name[0]}*"
