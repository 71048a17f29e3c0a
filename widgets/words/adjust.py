"""The sentences of the sheet beside the preview, in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustWords:
    """`title` names the sheet; braces name what is filled in."""

    title: str
    title_tip: str
    volume_tip: str
    done: str
    camera: str
    second: str
    look: str
    sound: str
    no_camera: str
    card_is_whole: str
    second_unseen: str
    shape: str
    fill: str
    fit: str
    turn: str
    turned: str
    zoom: str
    across: str
    down: str
    drag_hint: str
    hold: str
    hold_brightness: str
    hold_colours: str
    hold_note: str
    hold_none: str
    reset: str
    was_reset: str
    skin: str
    sharp: str
    amounts: tuple[str, str, str, str]
    cloth: str
    cloths: tuple[str, str, str]
    pick: str
    pick_hint: str
    pick_on_air: str
    tolerance: str
    softness: str
    ground: str
    grounds: tuple[str, str, str, str]
    own_ground: str
    picture: str
    choose_picture: str
    no_picture: str
    picture_on_air: str
    gain: str
    gain_note: str
    no_microphone: str


ENGLISH = AdjustWords(
    title="Adjust",
    title_tip="How the picture is framed and looks, how loud the microphone is",
    volume_tip="Adjust the microphone's volume",
    done="Done",
    camera="Camera",
    second="Cam 2",
    look="Look",
    sound="Sound",
    no_camera="Choose a camera first.",
    card_is_whole="The test card is always shown whole; choose a camera to frame it.",
    second_unseen="Viewers do not see this camera now. Choose a layout with it.",
    shape="Shape",
    fill="Fill the frame",
    fit="Show all",
    turn="Turn",
    turned="Turned {degrees}°",
    zoom="Zoom",
    across="Left, right",
    down="Up, down",
    drag_hint="Or drag the preview itself; the wheel zooms.",
    hold="Hold still",
    hold_brightness="Brightness",
    hold_colours="Colours",
    hold_note="A bright coat then no longer darkens your face.",
    hold_none="Only a camera that is plugged into this computer can hold them.",
    reset="Reset",
    was_reset="Everything here is as it was at first",
    skin="Smooth skin",
    sharp="Sharpen",
    amounts=("Off", "A little", "Medium", "Strong"),
    cloth="Cloth behind you",
    cloths=("None", "Green", "Blue"),
    pick="Pick…",
    pick_hint="Click on the cloth in the preview, or move with the arrow keys and press Enter. Esc leaves it.",
    pick_on_air="Viewers would see the cloth: choose None first, then pick another one.",
    tolerance="How much",
    softness="Soft edge",
    ground="In place of the cloth",
    grounds=("light grey", "white", "sand", "dark"),
    own_ground="own colour",
    picture="Picture",
    choose_picture="Choose picture…",
    no_picture="No picture",
    picture_on_air="A picture is chosen before the show; a colour can be chosen now.",
    gain="Volume",
    gain_note="Speak as in the show: the peak should reach \u221218 to \u22126 dB.",
    no_microphone="Choose a microphone first.",
)
CHINESE = AdjustWords(
    title="调整",
    title_tip="画面取景与效果、麦克风音量",
    volume_tip="调整麦克风音量",
    done="完成",
    camera="摄像头",
    second="摄像头 2",
    look="效果",
    sound="声音",
    no_camera="请先选择摄像头。",
    card_is_whole="测试卡总是完整显示；取景请先选一个摄像头。",
    second_unseen="观众现在看不到这个摄像头；在“画面”里换成有它的样式。",
    shape="画面",
    fill="铺满",
    fit="完整显示",
    turn="旋转",
    turned="已旋转 {degrees}°",
    zoom="缩放",
    across="左右",
    down="上下",
    drag_hint="也可以直接拖动预览画面，滚轮缩放。",
    hold="锁定",
    hold_brightness="亮度",
    hold_colours="色彩",
    hold_note="锁定后，浅色大衣不会再让脸变暗。",
    hold_none="只有直接接在这台电脑上的摄像头才能锁定。",
    reset="恢复默认",
    was_reset="这一页已恢复默认",
    skin="磨皮",
    sharp="锐化",
    amounts=("关", "轻", "中", "强"),
    cloth="身后的幕布",
    cloths=("没有", "绿幕", "蓝幕"),
    pick="取色…",
    pick_hint="点一下预览里的幕布；也可用方向键移动，按回车确定，按 Esc 放弃。",
    pick_on_air="观众会看到幕布：请先选“没有”，再取新的颜色。",
    tolerance="抠除范围",
    softness="边缘柔和",
    ground="换成的背景",
    grounds=("浅灰", "白色", "米色", "深色"),
    own_ground="自定颜色",
    picture="图片",
    choose_picture="选择图片…",
    no_picture="不用图片",
    picture_on_air="图片请在开播前选好；现在可以换颜色。",
    gain="音量",
    gain_note="像直播时那样说话，峰值在 \u221218 到 \u22126 dB 最合适。",
    no_microphone="请先选择麦克风。",
)
