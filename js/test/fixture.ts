/** Snapshots as the kernel would send them, for tests and for the harness. */
import type { Change, Snapshot } from "../src/lib/protocol.ts";
import { EMPTY } from "../src/lib/store.ts";

const PROFILES = [
  { id: "video-generative", name: { en: "Video generative", zh: "视频生成" } },
  { id: "kling-ai-video", name: { en: "Kling AI video", zh: "可灵 AI 视频" } },
  { id: "kling-ai-30", name: { en: "Kling AI 30", zh: "可灵 AI 30 秒" } },
  { id: "ai-video-editor-kling", name: { en: "AI video editor", zh: "可灵 AI 视频剪辑" } },
  { id: "openai-image-to-video", name: { en: "Image to video", zh: "OpenAI 图生视频" } },
];

/** A session that has just begun. */
export const FRESH: Snapshot = {
  ...EMPTY,
  seq: 1,
  lang: "en",
  session: { name: "01-first-clip" },
  engine: { label: "Local engine", local: true },
  profile: {
    id: "video-generative",
    examples: {
      en: [
        "generate a 10-second cinematic clip of a futuristic city at night",
        "turn my photo into a 5-second clip with a slow zoom",
        "make a 6-second clip of the sea at dawn with calm piano music",
      ],
      zh: [
        "生成一段10秒的未来城市夜景，电影感镜头",
        "把我的照片做成5秒的短片，镜头缓慢推近",
        "做一段6秒的黎明海景，配上平静的钢琴曲",
      ],
    },
    limit_bytes: 200_000_000,
    limit: "200 MB",
    formats: ["MP4", "MOV", "PNG", "JPG"],
    tip: { en: "Short, specific prompts work best.", zh: "提示词短而具体，效果最好。" },
    preview_first: false,
  },
  profiles: PROFILES,
  accepts: [
    "mp4",
    "mov",
    "avi",
    "webm",
    "mkv",
    "jpg",
    "jpeg",
    "png",
    "gif",
    "webp",
    "heic",
    "mp3",
    "wav",
    "m4a",
    "aac",
  ],
  activity: { ...EMPTY.activity, phase: "idle" },
};

/** Three takes in, an export running, a file on its way. */
export const WORKING: Snapshot = {
  ...FRESH,
  seq: 40,
  log: [
    { id: "1p", turn: "1", kind: "prompt", text: "generate a 10-second clip of a city at dusk, then my harbour photo" },
    {
      id: "1r",
      turn: "1",
      kind: "reply",
      text: "",
      blocks: ["Here is a **city timelapse** at dusk, followed by your photo with a slow zoom."],
      state: "done",
      take: 1,
      meta: "Take 1 · 14 s · no cost",
    },
    { id: "2p", turn: "2", kind: "prompt", text: "add lo-fi music at 35%" },
    { id: "2r", turn: "2", kind: "reply", text: "", blocks: ["Done."], state: "done" },
    {
      id: "2c",
      turn: "2",
      kind: "changes",
      text: "",
      changes: [{ type: "audio", head: "Music added", text: "Lo-fi, 0–10 s, 35 %" }],
      take: 2,
      meta: "Take 2 · 3 s · no cost",
    },
    { id: "3p", turn: "3", kind: "prompt", text: "add the title “Urban Dreams” for 3 seconds" },
    {
      id: "3c",
      turn: "3",
      kind: "changes",
      text: "The backend said nothing; the timeline changed:",
      changes: [{ type: "text", head: "Title added", text: "“Urban Dreams”, top centre, 0–3 s, fades" }],
      take: 3,
      meta: "Take 3 · 2 s · no cost",
    },
  ],
  timeline: {
    duration_ms: 10_000,
    width: 1920,
    height: 1080,
    tracks: [
      {
        id: "v",
        type: "video",
        label: "Video",
        segments: [
          { id: "v1", name: "city timelapse", start_ms: 0, duration_ms: 6000, detail: "", changed: false },
          { id: "v2", name: "harbour.jpg", start_ms: 6000, duration_ms: 4000, detail: "slow zoom", changed: false },
        ],
      },
      {
        id: "a",
        type: "audio",
        label: "Music",
        segments: [{ id: "a1", name: "Lo-fi", start_ms: 0, duration_ms: 10_000, detail: "35 %", changed: false }],
      },
      {
        id: "t",
        type: "text",
        label: "Title",
        segments: [{ id: "t1", name: "Urban Dreams", start_ms: 0, duration_ms: 3000, detail: "fades", changed: true }],
      },
    ],
  },
  takes: [1, 2, 3].map((number) => ({
    number,
    prompt: ["a city at dusk", "add lo-fi music at 35%", "add the title “Urban Dreams”"][number - 1] ?? "",
    current: number === 3,
    head: number === 3,
    state: "done",
    clip: { key: `clip-${number}`, bytes: 2_400_000, mime: "video/mp4", name: `take-${number}.mp4` },
    poster: `poster-${number}`,
    large: null,
    rating: number === 1 ? 2 : 0,
    note: "",
    duration_ms: 10_000,
  })),
  files: [
    {
      id: "f1",
      also: [],
      name: "harbour.jpg",
      size: 2_140_000,
      state: "ready",
      progress: 1,
      error: "",
      thumb: "thumb-1",
    },
    {
      id: "f2",
      also: [],
      name: "coast.mov",
      size: 48_000_000,
      state: "uploading",
      progress: 0.64,
      error: "",
      thumb: null,
    },
  ],
  exports: [{ id: "e1", take: 3, state: "rendering", progress: 0.64, path: "", media: null }],
  activity: { ...EMPTY.activity, phase: "exporting", text: "Exporting take 3", since: 0, last_sign: 0, usual_s: 9 },
};

/** A turn of the cloud whose outcome is open, with errors and a price. */
export const UNKNOWN: Snapshot = {
  ...WORKING,
  seq: 50,
  engine: { label: "NemoVideo cloud", local: false },
  credits: { available: 24_960, frozen: 40, free: false },
  estimate: { text: "about 50–100 credits", cap: "cap 500" },
  activity: {
    phase: "unknown",
    text: "",
    since: Date.now() - 412_000,
    last_sign: Date.now() - 305_000,
    usual_s: 140,
    turn_id: "4",
  },
  log: [
    ...WORKING.log,
    { id: "4p", turn: "4", kind: "prompt", text: "make it vertical and add subtitles" },
    { id: "4n", turn: "4", kind: "note", text: "⏳ Still working…" },
    {
      id: "4e",
      turn: "4",
      kind: "error",
      text: "The connection was lost after the message was sent. It may be running, and may be charged.",
      next_step: "Reattach to look for its result before you send it again.",
      action: { label: "Reattach", command: { kind: "reattach", turn: "4" } },
    },
  ],
  exports: [
    {
      id: "e1",
      take: 3,
      state: "done",
      progress: 1,
      path: "nemo-clips/01-first-clip/city-take-3.mp4",
      media: "clip-3",
    },
  ],
};

const PROMPTS = [
  "generate a 10-second clip of a city at dusk, then my harbour photo",
  "add lo-fi music at 35%",
  "add the title “Urban Dreams” for 3 seconds",
  "make the second clip slower and fade to black at the end",
  "make it vertical",
  "swap the music for something upbeat",
];

/** Several takes side by side. */
export function compared(count: number): Snapshot {
  return {
    ...WORKING,
    activity: { ...EMPTY.activity, phase: "idle" },
    exports: [],
    files: [],
    compare: {
      films: PROMPTS.slice(0, count).map((prompt, at) => ({
        id: `local:city:${at + 1}`,
        number: at + 1,
        session: "",
        prompt,
        state: "done",
        clip: { key: `clip-${at + 1}`, bytes: 2_400_000, mime: "video/mp4", name: `take-${at + 1}.mp4` },
        poster: `poster-${(at % 3) + 1}`,
        duration_ms: 10_000,
        width: 1920,
        height: 1080,
        rating: at === 1 ? 4 : 0,
        note: at === 2 ? "warmer, but the title is late" : "",
        changes: (at
          ? [
              { type: "audio", head: "Music added", text: "Lo-fi (0-10s, 35 %)" },
              { type: "text", head: "Title added", text: "“Urban Dreams” (0-3s)" },
            ].slice(0, at)
          : []) as Change[],
        more: 0,
      })),
    },
  };
}

/** A reply that spoke of buttons, and changed what nobody asked for. */
export const SUGGESTING: Snapshot = {
  ...WORKING,
  activity: { ...EMPTY.activity, phase: "idle" },
  exports: [],
  files: [],
  log: [
    ...WORKING.log.slice(0, 2),
    {
      id: "5c",
      turn: "1",
      kind: "changes",
      text: "",
      changes: [
        { type: "text", head: "Title added", text: "“Urban Dreams” (0-3s)", segment: "t1" },
        {
          type: "audio",
          head: "Music added",
          text: "Lo-fi (0-10s, 35 %)",
          segment: "a1",
          undo: { label: "Undo", about: "Undo it.", command: { kind: "send", text: "Undo it." } },
        },
      ],
      take: 3,
      meta: "Take 3 · 2 s · no cost",
    },
    {
      id: "5n",
      turn: "1",
      kind: "next",
      text: "",
      readings: ["Timeline (3 tracks): 1. Video: city timelapse (0-6s) 2. BGM: Lo-fi (0-10s, 35 %)"],
      actions: [
        { label: "Export", command: { kind: "export", take: 3 } },
        {
          label: "Ask for it",
          about: "Please do this for me",
          command: { kind: "send", text: "Please do this for me" },
        },
      ],
    },
  ],
};

/** A timeline of a thousand parts. */
export const MANY: Snapshot = {
  ...SUGGESTING,
  timeline: {
    duration_ms: 600_000,
    width: 1920,
    height: 1080,
    tracks: (["video", "audio", "text", "text"] as const).map((type, track) => ({
      id: `${track}`,
      type,
      label: ["Video", "Music", "Title", "Subtitles"][track] ?? "",
      segments: Array.from({ length: 250 }, (_, at) => ({
        id: `${track}.${at}`,
        name: `part ${at + 1}`,
        start_ms: at * 2400,
        duration_ms: 2400,
        detail: type === "video" ? "slow zoom" : "",
        changed: track === 2 && at === 7,
      })),
    })),
  },
};

const NAME = "DSC_20261121_184502_harbour-at-dusk-with-fishing-boats-and-gulls_final_FINAL_v2";

/** What goes wrong, and names that find no end. */
export const TROUBLE: Snapshot = {
  ...UNKNOWN,
  seq: 70,
  session: { name: "third-year-film-class-group-4-the-harbour-project" },
  engine: { label: "NemoVideo cloud", local: false },
  credits: { available: 12, frozen: 1_204, free: false },
  activity: { ...EMPTY.activity, phase: "idle" },
  log: [
    {
      id: "1p",
      turn: "1",
      kind: "prompt",
      text: `put ${NAME}.MOV first and https://example.org/${NAME}?size=original after it`,
    },
    {
      id: "1r",
      turn: "1",
      kind: "reply",
      text: "",
      state: "done",
      blocks: [
        `### Done\nI placed \`${NAME}.MOV\` first:\n\n1. **Harbour** with a slow zoom\n2. a cut to the *gulls*\n\n\`\`\`\nffmpeg -i ${NAME}.MOV -vf zoompan=z=1.2 -c:v libx264 out.mp4\n\`\`\``,
      ],
    },
    {
      id: "1c",
      turn: "1",
      kind: "changes",
      text: "",
      changes: [
        { type: "video", head: "Clip added", text: `${NAME}.MOV (0-6s)`, segment: "v1" },
        {
          type: "audio",
          head: "Music added",
          text: "Lo-fi (0-10s, 35 %)",
          segment: "a1",
          undo: { label: "Undo", about: "Undo it.", command: { kind: "send", text: "Undo it." } },
        },
      ],
      more: 12,
      take: 3,
      meta: "Take 3 · 2 s · 60 credits",
    },
    { id: "2p", turn: "2", kind: "prompt", text: "make it longer" },
    {
      id: "2e",
      turn: "2",
      kind: "error",
      text: "Not enough credits: this takes about 60, and 12 are left.",
      next_step: "Top up, or make a shorter clip first.",
      action: { label: "Top up", url: "https://example.org/" },
    },
    {
      id: "3x",
      turn: null,
      kind: "export",
      text: `nemo-clips/third-year-film-class/${NAME}.mp4 · 0:10 · 1920×1080 · H.264 + AAC`,
    },
  ],
  timeline: WORKING.timeline && {
    ...WORKING.timeline,
    tracks: WORKING.timeline.tracks.map((track) => ({
      ...track,
      segments: track.segments.flatMap((segment, at) =>
        at
          ? Array.from({ length: 12 }, (_, n) => ({
              ...segment,
              id: `${segment.id}.${n}`,
              name: `shot ${n + 1}`,
              start_ms: segment.start_ms + n * 300,
              duration_ms: n === 11 ? 700 : 300,
              changed: n === 3,
            }))
          : [{ ...segment, name: track.type === "video" ? `${NAME}.MOV` : segment.name }],
      ),
    })),
  },
  takes: WORKING.takes.map((take) => ({
    ...take,
    prompt: take.current ? `put ${NAME}.MOV first` : take.prompt,
    state: take.number === 2 ? ("failed" as const) : take.state,
    note: take.current ? "The gulls come too early, and the horizon of the second shot is not level" : "",
    rating: take.current ? 3 : take.rating,
    clip: take.current ? null : take.clip,
  })),
  files: [
    {
      id: "f1",
      also: [],
      name: `${NAME}.MOV`,
      size: 148_000_000,
      state: "ready",
      progress: 1,
      error: "",
      thumb: "thumb-1",
    },
    {
      id: "f2",
      also: [],
      name: "coast.mov",
      size: 48_000_000,
      state: "uploading",
      progress: 0.07,
      error: "",
      thumb: null,
    },
    {
      id: "f3",
      also: [],
      name: "interview-with-the-harbour-master.mkv",
      size: 2_480_000_000,
      state: "failed",
      progress: 0,
      error: "2.5 GB is over the limit of 200 MB. Compress or trim it.",
      thumb: null,
    },
    { id: "f4", also: [], name: "gulls.wav", size: 9_000_000, state: "cancelled", progress: 0, error: "", thumb: null },
  ],
  exports: [{ id: "e1", take: 3, state: "failed", progress: 0, path: "", media: null, error: "The disk is full." }],
};

const CHINESE: Record<string, string> = {
  "generate a 10-second clip of a city at dusk, then my harbour photo":
    "生成一段10秒的城市黄昏，然后接上我拍的港口照片",
  "Here is a **city timelapse** at dusk, followed by your photo with a slow zoom.":
    "这是一段黄昏的**城市延时**，后面接上您的照片，镜头缓慢推近。",
  "Done.": "完成。",
  "add lo-fi music at 35%": "加上低保真音乐，音量35%",
  "add the title “Urban Dreams” for 3 seconds": "加上标题“都市之梦”，显示3秒",
  "make it vertical and add subtitles": "改成竖屏，并加上字幕",
  "The backend said nothing; the timeline changed:": "后端没有回复；时间线有变化：",
  "Music added": "已添加音乐",
  "Title added": "已添加标题",
  "Lo-fi, 0–10 s, 35 %": "低保真，0–10 秒，35 %",
  "“Urban Dreams”, top centre, 0–3 s, fades": "“都市之梦”，顶部居中，0–3 秒，淡入淡出",
  "city timelapse": "城市延时",
  "slow zoom": "缓慢推近",
  "Lo-fi": "低保真",
  "Urban Dreams": "都市之梦",
  fades: "淡入淡出",
  Video: "视频",
  Music: "音乐",
  Title: "标题",
  Subtitles: "字幕",
  "Local engine": "本地引擎",
  "NemoVideo cloud": "NemoVideo 云端",
  "Exporting take 3": "正在导出第 3 版",
  "about 50–100 credits": "约 50–100 积分",
  "cap 500": "上限 500",
  "The connection was lost after the message was sent. It may be running, and may be charged.":
    "消息发出后连接中断。它可能仍在运行，也可能已扣费。",
  "Reattach to look for its result before you send it again.": "请先重新连接查看结果，再决定是否重新发送。",
  Reattach: "重新连接",
  "Take 1 · 14 s · no cost": "版本 1 · 14 秒 · 免费",
  "Take 2 · 3 s · no cost": "版本 2 · 3 秒 · 免费",
  "Take 3 · 2 s · no cost": "版本 3 · 2 秒 · 免费",
  "⏳ Still working…": "⏳ 仍在处理…",
};

/** The same with what users and backends say in Chinese; the page's own words are Chinese by themselves. */
export function inChinese(snapshot: Snapshot): Snapshot {
  const told = JSON.stringify({ ...snapshot, lang: "zh" }).replace(
    /"((?:[^"\\]|\\.)*)"(:?)/g,
    (whole, text: string, colon: string) => (!colon && text in CHINESE ? JSON.stringify(CHINESE[text]) : whole),
  );
  return JSON.parse(told);
}
