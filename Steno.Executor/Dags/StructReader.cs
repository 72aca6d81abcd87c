// serde reads a struct as an object, with members in any order and unknown ones skipped, or as an array of all its members' values.

using Steno.Json;

namespace Steno;

/// <summary>Goes from member to member of a struct in either form.</summary>
internal struct StructReader
{
    private readonly StructMembers _members;
    private readonly bool _isArray;
    private ulong _seen;
    private int _nextItem;

    public StructReader(ref StenoJsonReader reader, StructMembers members)
    {
        _members = members;
        _isArray = reader.TryBeginArray();
        if (!_isArray)
        {
            reader.BeginObject();
        }
    }

    /// <summary>Goes to the value of a member, which the caller reads; false behind the last.</summary>
    /// <exception cref="StenoJsonException">A member is missing or there twice.</exception>
    public bool TryNext(ref StenoJsonReader reader, out int member)
    {
        if (!_isArray)
        {
            return TryNextMember(ref reader, out member);
        }
        member = _nextItem++;
        if (member == _members.Count)
        {
            reader.EndArray();
            return false;
        }
        reader.NextItem(_members[member]);
        return true;
    }

    private bool TryNextMember(ref StenoJsonReader reader, out int member)
    {
        while (reader.TryNextMember(out ReadOnlySpan<byte> name))
        {
            member = _members.IndexOf(name);
            if (member >= 0)
            {
                reader.NoteMember(ref _seen, 1UL << member, _members[member]);
                return true;
            }
            reader.SkipUnknown();
        }
        for (member = 0; member < _members.Count; member++)
        {
            if (member != _members.Optional)
            {
                reader.RequireMember(_seen, 1UL << member, _members[member]);
            }
        }
        return false;
    }
}
