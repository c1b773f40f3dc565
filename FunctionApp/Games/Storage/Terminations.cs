namespace ImportFunctions.Games.Storage;

/// <summary>How games end: one vocabulary for both platforms. What it does not know keeps the platform's word.</summary>
static class Terminations
{
    public static readonly Text Checkmate = new("checkmate"u8.ToArray());
    public static readonly Text Resignation = new("resignation"u8.ToArray());
    public static readonly Text Time = new("time"u8.ToArray());
    public static readonly Text Abandonment = new("abandonment"u8.ToArray());
    public static readonly Text Stalemate = new("stalemate"u8.ToArray());
    public static readonly Text Draw = new("draw"u8.ToArray());
    public static readonly Text Agreement = new("agreement"u8.ToArray());
    public static readonly Text Repetition = new("repetition"u8.ToArray());
    public static readonly Text FiftyMoves = new("fifty_moves"u8.ToArray());
    public static readonly Text InsufficientMaterial = new("insufficient_material"u8.ToArray());
    public static readonly Text TimeAndInsufficientMaterial = new("time_insufficient_material"u8.ToArray());
    public static readonly Text VariantEnd = new("variant_end"u8.ToArray());
    public static readonly Text PartnerLost = new("partner_lost"u8.ToArray());
    public static readonly Text Cheat = new("cheat"u8.ToArray());
    public static readonly Text NoStart = new("no_start"u8.ToArray());
    public static readonly Text Unknown = new("unknown"u8.ToArray());
}
