namespace Steno;

/// <summary>The kinds of record that a store keeps.</summary>
public enum SagaRecordKind : byte
{
    /// <summary>A saga was created.</summary>
    Create,
    /// <summary>A node recorded an event.</summary>
    Event,
    /// <summary>The cached state changed.</summary>
    Update,
    /// <summary>A remark was kept with the saga.</summary>
    Note,
}
