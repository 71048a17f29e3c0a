"""What trouble means while nobody watches, in both languages: what viewers would see, and what mends it before."""

from __future__ import annotations

from types import MappingProxyType

from app.domain.fault import FaultCode

ENGLISH = MappingProxyType(
    {
        FaultCode.CAMERA_ABSENT: "Plug it in or choose another one. On air, viewers would see a waiting picture.",
        FaultCode.CAMERA_LOST: "It comes back by itself when the camera does. On air, viewers would see a waiting picture.",
        FaultCode.CAMERA_FROZEN: "Unplug the camera and plug it in again. On air, viewers would see a waiting picture.",
        FaultCode.CAMERA_BUSY: "Close the other program. On air, viewers would see a waiting picture.",
        FaultCode.SECOND_CAMERA_AWAY: "It comes back by itself when the camera does. On air, viewers would see the host's camera alone.",
        FaultCode.PHONE_AWAY: "Start sending in the phone's app, or scan the code again. On air, viewers would see a waiting picture.",
        FaultCode.MICROPHONE_ABSENT: "Plug it in or choose another one. On air, viewers would hear nothing.",
        FaultCode.MICROPHONE_LOST: "It comes back by itself when the microphone does. On air, viewers would hear nothing.",
        FaultCode.MICROPHONE_SILENT: "Look for a mute switch on it, or choose another one. On air, viewers would hear nothing.",
        FaultCode.MICROPHONE_MUTED_TALKING: "On air, viewers would hear nothing of it. Press the microphone button to be heard.",
        FaultCode.VOICE_CHAIN_FAILED: "On air, viewers will hear the microphone as it is.",
        FaultCode.MUSIC_UNREADABLE: "On air, viewers would hear you without music. Choose another file.",
        FaultCode.ENCODER_FALLBACK: "The processor will do it instead; you can go live. To be rid of this, have encoder set to x264 in the show file.",
        FaultCode.ENCODER_OVERLOADED: "Close other programs. On air, viewers would see fewer or softer pictures; sound is untouched.",
        FaultCode.PLAYBACK_UNREADABLE: "Nothing else depends on it. On air, measure the viewers' delay with a phone; mend playback in the show file.",
        FaultCode.PICTURE_LOWERED: "On air, viewers would see a softer picture. Sound is untouched; the full picture returns by itself.",
        FaultCode.SECOND_PICTURE_REFUSED: "Close other programs, then switch it off and on under More. As it is, every destination will get the first one.",
        FaultCode.SECOND_PICTURE_LOWERED: "On air, its viewers would see a softer picture. The first picture and the sound are untouched; the full one returns by itself.",
        FaultCode.SECOND_PICTURE_GIVEN_UP: "Close other programs, then switch it off and on under More. As it is, every destination will get the first one.",
        FaultCode.UPLINK_SLOW: "On air, viewers would see a stuttering picture. Sound is untouched.",
        FaultCode.RECORDING_FAILED: "Storecast records again as soon as the disk allows. Look at the disk before you go live.",
        FaultCode.DISK_FULL: "Free some space before you go live.",
        FaultCode.DISK_NEARLY_FULL: "Less than five minutes of recording are left. Free some space before you go live.",
        FaultCode.STORE_FAILED: "Free disk space or call for help before you go live. Shops send again what could not be stored.",
    }
)  # fmt: skip

CHINESE = MappingProxyType(
    {
        FaultCode.CAMERA_ABSENT: "请插上摄像头，或换一个。否则开播后观众会看到等待画面。",
        FaultCode.CAMERA_LOST: "摄像头恢复后画面会自动回来。在那之前开播，观众会看到等待画面。",
        FaultCode.CAMERA_FROZEN: "请拔下摄像头再插上。否则开播后观众会看到等待画面。",
        FaultCode.CAMERA_BUSY: "请关闭那个程序。否则开播后观众会看到等待画面。",
        FaultCode.SECOND_CAMERA_AWAY: "摄像头恢复后会自动接上。在那之前开播，观众会只看到主播画面。",
        FaultCode.PHONE_AWAY: "请在手机应用里开始推流，或重新扫码。否则开播后观众会看到等待画面。",
        FaultCode.MICROPHONE_ABSENT: "请插上麦克风，或换一个。否则开播后观众会听不到声音。",
        FaultCode.MICROPHONE_LOST: "麦克风恢复后会自动接上。在那之前开播，观众会听不到声音。",
        FaultCode.MICROPHONE_SILENT: "请看看麦克风上的静音开关，或换一个。否则开播后观众会听不到声音。",
        FaultCode.MICROPHONE_MUTED_TALKING: "这样开播，观众会听不到你说的话。请按麦克风按钮取消静音。",
        FaultCode.VOICE_CHAIN_FAILED: "开播后观众会听到麦克风的原声。",
        FaultCode.MUSIC_UNREADABLE: "请换一个文件。否则开播后观众会只听到你的声音，没有音乐。",
        FaultCode.ENCODER_FALLBACK: "会改用处理器编码，可以照常开播。不想再看到这条，请让负责设置的人在节目文件里把 encoder 设为 x264。",
        FaultCode.ENCODER_OVERLOADED: "请关闭其他程序。否则开播后画面会变慢或变模糊，声音不受影响。",
        FaultCode.PLAYBACK_UNREADABLE: "不影响开播。开播后可以用手机测量延迟；播放地址请在节目文件的 playback 里改。",
        FaultCode.PICTURE_LOWERED: "这样开播，画面会模糊一些，声音不受影响。网络好转后会自动恢复。",
        FaultCode.SECOND_PICTURE_REFUSED: "请关闭其他程序，再到“更多”里把第二路画面关掉重开。否则开播后所有推流地址都会发送第一路画面。",
        FaultCode.SECOND_PICTURE_LOWERED: "这样开播，这一路的画面会模糊一些。第一路画面和声音不受影响，之后会自动恢复。",
        FaultCode.SECOND_PICTURE_GIVEN_UP: "请关闭其他程序，再到“更多”里把第二路画面关掉重开。否则开播后所有推流地址都会发送第一路画面。",
        FaultCode.UPLINK_SLOW: "这样开播，观众会看到卡顿的画面，声音不受影响。",
        FaultCode.RECORDING_FAILED: "磁盘恢复后会继续录。请在开播前检查磁盘。",
        FaultCode.DISK_FULL: "请在开播前清理空间。",
        FaultCode.DISK_NEARLY_FULL: "剩余空间录不到五分钟。请在开播前清理空间。",
        FaultCode.STORE_FAILED: "请在开播前清理磁盘或找人帮忙。没存下的，商城会重新发送。",
    }
)  # fmt: skip
