"""What the demo's viewers are called and what they say."""

from __future__ import annotations

from random import Random

from app.domain.product import Product

NAMES = (
    "小林", "阿May", "陈小姐", "王一诺", "米粒", "糖糖妈妈", "老周", "晴天", "Luna鹿", "大橘", "苏苏", "阿哲", "林夕",
    "可乐不加冰", "栗子🌰", "南方小土豆", "木子李", "Yuki", "Ann", "Marco", "Priya", "Jonas", "Sofia", "Tom H.",
    "Ines", "Olu", "Grace", "Kenji", "Mei-Ling", "Hannah", "Theo", "Nadia",
)  # fmt: skip
GREETINGS = (
    "来啦来啦", "主播晚上好", "第一次来，关注了", "画面好清楚", "Hello from Lisbon!", "Just joined, what did I miss?",
    "The sound is lovely today", "❤️❤️❤️", "哈哈哈哈", "666", "刚下班赶上了", "Good evening everyone 👋",
)  # fmt: skip
QUESTIONS = (
    "{title} 还有货吗？", "{number}号多少钱？", "{number}号可以再看一下细节吗", "有小一点的尺码吗？",
    "160 50kg 穿什么码？", "今天拍什么时候发货？", "可以送礼包装吗", "身高175穿L还是XL？", "黑色还有M码吗？",
    "材质是什么呀",
    "Is {title} still available?", "How much is number {number}?", "Do you ship to the islands?",
    "Can you show the back of number {number}?", "What size for 5'7\"?", "Does it come in navy?",
    "Is it machine washable?", "能开发票吗？", "有没有优惠券", "Could you hold it next to your hand?",
)  # fmt: skip
CLAIMS = (
    "+1", "{number}号 1件", "{number}号 2件", "拍了拍了", "已下单，求快点发", "要了！", "I'll take number {number}",
    "Just ordered {title} 🎉", "sold! 2 x number {number}", "抢到了😆", "Bought one for my sister", "回购第三次了",
)  # fmt: skip
SOLD_OUT = ("啊没抢到", "还会补货吗？", "Will it come back in stock?", "Too late 😭", "{title} 怎么没了")


def comment(chance: Random, products: tuple[Product, ...], sold_out: frozenset[str]) -> str:
    """One viewer's words, most often about one of the products."""
    if not products:
        return chance.choice(GREETINGS)
    product = chance.choice(products)
    kinds: tuple[tuple[str, ...], ...] = (GREETINGS, QUESTIONS, CLAIMS)
    said = SOLD_OUT if product.id in sold_out else chance.choices(kinds, (3, 4, 3))[0]
    return chance.choice(said).format(title=product.title, number=product.number)


def masked(name: str) -> str:
    """A buyer's name as shops give it away: the first character and a star."""
    return f"{name[0]}*"
