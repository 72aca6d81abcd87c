using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Steno.Generators.Diagnostics;

namespace Steno.Generators.Parsing;

/// <summary>What must hold of the names of an object's members, a union's cases or an enum's values.</summary>
internal static class JsonNames
{
    public static void Check(INamedTypeSymbol type, IEnumerable<string> names, ParseContext context)
    {
        foreach (IGrouping<string, string> same in names.GroupBy(name => name))
        {
            if (same.Count() > 1)
            {
                context.Report(Rules.DuplicateName, type, type.Name, same.Key);
            }
            if (!IsText(same.Key))
            {
                context.Report(Rules.UnsupportedType, type, type.Name, "one of its JSON names has half a surrogate pair, which has no UTF-8 form");
            }
        }
    }

    /// <summary>Whether each surrogate is one of a pair.</summary>
    public static bool IsText(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }
        return true;
    }
}
