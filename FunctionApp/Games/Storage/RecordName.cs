namespace ImportFunctions.Games.Storage;

/// <summary>A name in a record.</summary>
/// <param name="Letter">What stands for it, with its value, where a column tells the value.</param>
/// <param name="Opening">What stands in front of the value: the name, and the value's opening quote or bracket.</param>
/// <param name="Inside">The names in the object that is its value.</param>
sealed record RecordName(byte Letter, byte[] Opening, NameTemplate? Inside);
